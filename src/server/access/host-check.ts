/** Whether a request's Host header names this server. */
export type HostCheck = (header: string | undefined) => boolean;

/** Addresses that mean "every interface": there is then no one name that clients use. */
const wildcards = new Set(['0.0.0.0', '::']);

/**
 * The check for a server that listens on `host`: a loopback name, that host, and one of
 * `allowedHosts` pass. A web page whose DNS name was rebound to 127.0.0.1 sends its own name
 * and is thereby told apart. A server on every interface is meant to be reached by any name.
 */
export function createHostCheck(host: string, allowedHosts: readonly string[]): HostCheck {
  if (wildcards.has(host)) return () => true;
  const names = new Set([host, ...allowedHosts].map((name) => name.toLowerCase()));
  let lastKnown: string | undefined; // clients send the same header again and again
  return (header) => {
    if (header === undefined) return false;
    if (header === lastKnown) return true;
    const name = hostName(header);
    if (name === undefined || !(isLoopbackName(name) || names.has(name))) return false;
    lastKnown = header;
    return true;
  };
}

function hostName(header: string): string | undefined {
  const match = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[^:@/\\?#[\]\s]+))(?::\d+)?$/iu.exec(header);
  return (match?.groups?.['v6'] ?? match?.groups?.['name'])?.toLowerCase();
}

/** Whether a host name or address means this machine, to itself only. */
export function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(name)
  );
}
