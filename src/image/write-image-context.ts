import { cp, mkdir, readdir, realpath, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MlflowError } from '../core/errors.ts';
import type { ImagePlan } from './plan-image.ts';
import { readRequirements } from './read-requirements.ts';

/**
 * Writes everything that a build needs into `directory`, which is made when it is missing: the
 * Dockerfile, the requirements and a copy of the model. Throws MlflowError when the directory
 * holds other things, or when the model has links that lead out of its folder.
 */
export async function writeImageContext(plan: ImagePlan, directory: string): Promise<void> {
  const requirements = await readRequirements(plan.model);
  await mkdir(directory, { recursive: true });
  await requireEmpty(directory);
  await requireNoLinksOutside(plan.model.folder);
  await cp(plan.model.folder, join(directory, 'model'), { recursive: true, dereference: true });
  await writeFile(join(directory, 'requirements.txt'), requirements);
  for (const [name, text] of plan.files) await writeFile(join(directory, name), text);
  // Last, so that a folder with a Dockerfile is a whole context.
  await writeFile(join(directory, 'Dockerfile'), plan.dockerfile);
}

async function requireEmpty(directory: string): Promise<void> {
  const [first] = await readdir(directory);
  if (first === undefined) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The directory ${directory} is not empty (it holds "${first}"), and nothing in it is overwritten. ` +
      'Give a new or an empty directory.',
  );
}

async function requireNoLinksOutside(folder: string): Promise<void> {
  const root = await realpath(folder);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isSymbolicLink())) {
    const link = join(entry.parentPath, entry.name);
    const target = await realpath(link).catch(() => undefined);
    if (target?.startsWith(root + sep)) continue;
    throw new MlflowError(
      'PERMISSION_DENIED',
      `The model folder has the link ${relative(folder, link)}, which leads out of it or nowhere. ` +
        'An image gets only what is inside the folder; replace the link by the file.',
    );
  }
}
