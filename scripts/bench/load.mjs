// Requests per second: by wrk where it is installed, else by plain sockets.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How many requests a second a server answers when so many connections ask without a pause. */
export async function requestsPerSecond({ port, body, connections, seconds, folder }) {
  const script = join(folder, 'body.lua');
  const text = `wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [==[${body}]==]\n`;
  await writeFile(script, text);
  const url = `http://127.0.0.1:${port}/invocations`;
  const values = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script, url];
  try {
    const { stdout } = await run('wrk', values);
    if (/Non-2xx/u.test(stdout)) throw new Error(`${url} answered with errors:\n${stdout}`);
    return Number(/Requests\/sec:\s+([\d.]+)/u.exec(stdout)?.[1]);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return bySockets({ port, body, connections, seconds });
  }
}

async function bySockets({ port, body, connections, seconds }) {
  const head =
    'POST /invocations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  const request = Buffer.from(head + body);
  let count = 0;
  const sockets = Array.from({ length: connections }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/iu.exec(text)?.[1]);
      if (text.length < end + 4 + length) return;
      if (!text.startsWith('HTTP/1.1 200')) throw new Error(`The server answered ${text}`);
      count += 1;
      text = '';
      socket.write(request);
    });
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  for (const socket of sockets) socket.destroy();
  return count / seconds;
}
