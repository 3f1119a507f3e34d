/** The id of the server that a command's argument means: a row of the view, or the id itself. */
export function serverIdOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null || !('id' in target)) return undefined;
  return typeof target.id === 'string' ? target.id : undefined;
}
