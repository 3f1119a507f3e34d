import { chmod, cp, mkdir, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { MlflowError } from '../core/errors.ts';
import { resolveModelFile } from '../core/model/local-model.ts';
import type { ImagePlan } from './plan-image.ts';

/**
 * Writes everything that a build needs into `directory`, which is made when it is missing: the
 * Dockerfile, the requirements and a copy of the model. Throws MlflowError when the directory
 * holds other things, or when the model has links that lead out of its folder or to a folder.
 */
export async function writeImageContext(plan: ImagePlan, directory: string): Promise<void> {
  const { requirements } = plan;
  const named: [string, string][] = [];
  for (const path of requirements.files) {
    // Its place in the context is the same as in the model folder, and never outside of it.
    const source = await resolveModelFile(plan.model, path);
    named.push([relative(plan.model.folder, source), source]);
  }
  await mkdir(directory, { recursive: true });
  await requireEmpty(directory);
  await requireNoLinksOutside(plan.model.folder);
  await cp(plan.model.folder, join(directory, 'model'), { recursive: true, dereference: true });
  const beside = join(directory, 'requirements');
  await mkdir(beside);
  for (const [path, source] of named) {
    await mkdir(dirname(join(beside, path)), { recursive: true });
    await cp(source, join(beside, path));
  }
  await writeFile(join(beside, 'requirements.txt'), requirements.text);
  for (const [name, text] of plan.files) await writeFile(join(directory, name), text);
  await makeReadable(directory);
  // Last, so that a folder with a Dockerfile is a whole context.
  await writeFile(join(directory, 'Dockerfile'), plan.dockerfile);
}

/** The image's user is another than the one who saved the model, perhaps for their eyes only. */
async function makeReadable(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
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
    if (target?.startsWith(root + sep)) {
      if (!(await stat(target)).isDirectory()) continue;
      // Two links to the folder that they stand in would be copied as 2^40 folders.
      throw new MlflowError(
        'PERMISSION_DENIED',
        `The model folder has the link ${relative(folder, link)} to a folder. Replace the link by the folder.`,
      );
    }
    throw new MlflowError(
      'PERMISSION_DENIED',
      `The model folder has the link ${relative(folder, link)}, which leads out of it or nowhere. ` +
        'An image gets only what is inside the folder; replace the link by the file.',
    );
  }
}
