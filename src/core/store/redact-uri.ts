/** A URI as it may be shown: without the password, and without the user who has it. */
export function redactUri(uri: string): string {
  return uri
    .replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/]*@/, '$1')
    .replaceAll(/([?&](?:password|passwd|pwd|token)=)[^&]*/gi, '$1…');
}
