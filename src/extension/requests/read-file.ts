import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { MlflowError } from '../../core/errors.ts';

/** Reads a file; undefined when there is none. Any other failure is thrown. */
export async function readFileIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * A reader that stays below `root`, links followed: in Restricted Mode a stranger's request must not
 * carry away what lies elsewhere on the disk. Throws MlflowError PERMISSION_DENIED for the rest.
 */
export function readFileBelow(root: string): typeof readFileIfThere {
  return async (path) => {
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined) return undefined;
    const inside = relative(await realpath(root), target);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      throw new MlflowError(
        'PERMISSION_DENIED',
        `The request takes its body from ${path}, which lies outside the workspace, and the workspace ` +
          'is in Restricted Mode. Trust the workspace if you trust the request, or copy the file into it.',
      );
    }
    return readFileIfThere(target);
  };
}
