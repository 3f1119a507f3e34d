import { MlflowError } from '../../errors.ts';

/**
 * The path below `root` of a file that a server lists from its own root on. Throws MlflowError
 * PERMISSION_DENIED for one that is elsewhere; `place` is what was asked for.
 */
export function belowRoot(name: string, root: string, place: string): string {
  if (root === '') return name;
  if (name.startsWith(`${root}/`)) return name.slice(root.length + 1);
  throw new MlflowError(
    'PERMISSION_DENIED',
    `${place} lists a file ${JSON.stringify(name.slice(0, 300))} that is not below ${root}. Nothing was downloaded; tell the owner of the store.`,
  );
}
