import { readdir, readFile, readlink } from 'node:fs/promises';

/** The process that listens on a port. */
export interface PortOwner {
  readonly pid: number;
  readonly name: string;
}

const tcpListen = '0A';

/**
 * Who listens on a TCP port of this machine, where that can be found: on Linux, for processes of
 * the same user. Never throws. Source: proc(5), /proc/net/tcp and /proc/[pid]/fd.
 */
export async function findPortOwner(port: number): Promise<PortOwner | undefined> {
  try {
    const inodes = await listeningInodes(port);
    return inodes.size === 0 ? undefined : await findHolder(inodes);
  } catch {
    return undefined; // no /proc on this system
  }
}

async function listeningInodes(port: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').map((row) => row.trim().split(/\s+/u)));
  return new Set(
    rows
      .filter((row) => row[1]?.endsWith(suffix) && row[3] === tcpListen)
      .map((row) => `socket:[${row[9]}]`),
  );
}

async function findHolder(links: ReadonlySet<string>): Promise<PortOwner | undefined> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  for (const pid of processes) {
    if (!(await holdsAny(pid, links))) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')).trim();
    return { pid: Number(pid), name };
  }
  return undefined;
}

async function holdsAny(pid: string, links: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []); // another user's process
  const targets = await Promise.all(
    descriptors.map((descriptor) => readlink(`${folder}/${descriptor}`).catch(() => '')),
  );
  return targets.some((target) => links.has(target));
}
