/** Addresses that mean "every interface": there is then no one name that clients use. */
const wildcards = new Set(['0.0.0.0', '::']);

/**
 * Whether a request's Host header names this server: a loopback name, the host it listens on, or
 * one of `allowedHosts`. A web page whose DNS name was rebound to 127.0.0.1 sends its own name
 * and is thereby told apart. A server on every interface is meant to be reached by any name.
 */
export function isAllowedHost(
  header: string | undefined,
  host: string,
  allowedHosts: readonly string[],
): boolean {
  if (wildcards.has(host)) return true;
  const name = hostName(header ?? '');
  if (name === undefined) return false;
  return (
    isLoopbackName(name) ||
    [host, ...allowedHosts].some((allowed) => allowed.toLowerCase() === name)
  );
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
