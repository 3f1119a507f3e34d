// What runs on this machine, as /proc tells it: the editor's tests need Linux anyway.
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';

/** The processes that have a word of their command line for which `isMeant` holds. */
export function processesWith(isMeant) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && wordsOf(name).some(isMeant))
    .map(Number);
}

/** The extension hosts of an editor's server. */
export function extensionHostsOf(serverPid) {
  const isHost = (pid) => wordsOf(pid).includes('--type=extensionHost');
  return descendants(serverPid).filter(isHost);
}

function descendants(pid) {
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && parentOf(name) === pid,
  );
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid) {
  try {
    // The name of the program, in parentheses, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(fields[1]);
  } catch {
    return undefined;
  }
}

function wordsOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // It ended meanwhile.
  }
}

/** Whether anything listens on a port of this machine. */
export function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (value) => () => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', answer(true));
    socket.once('error', answer(false));
  });
}

/** Waits until `read` answers something true; `seconds` is how long a person would bear. */
export async function eventually(what, seconds, read) {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline;) {
    const value = await read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${seconds} s in vain: ${what}`);
}
