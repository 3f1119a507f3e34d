/** A URI for messages and hops: without user, password, query and fragment. */
export function withoutSecrets(uri: string): string {
  if (!/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(uri)) return uri;
  const isAzure = /^(?:wasbs?|abfss?):/i.test(uri);
  const plain = uri.replace(/[?#].*$/s, '');
  return isAzure ? plain : plain.replace(/^([^/]*\/\/)[^/]*@/, '$1');
}
