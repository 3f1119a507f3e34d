/**
 * A URI for messages and hops: without user, password, query and fragment. A password may hold
 * slashes, as SQLAlchemy takes them. The container before the "@" of Azure's forms stays.
 */
export function withoutSecrets(uri: string): string {
  if (!/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(uri)) return uri;
  if (/^(?:wasbs?|abfss?):/i.test(uri)) return withoutQuery(uri);
  return withoutQuery(uri.replace(/^([^/]*\/\/)(?:[^/]*@|[^/@:[]+:(?!\d*(?:\/|$)).*@)/s, '$1'));
}

function withoutQuery(uri: string): string {
  return uri.replace(/[?#].*$/s, '');
}
