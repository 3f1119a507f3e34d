import { MlflowError } from '../../../errors.ts';
import type { ArtifactFile } from '../artifact-source.ts';

/** One page of a listing, and where the next one begins. */
export interface FilePage {
  readonly files: readonly ArtifactFile[];
  readonly next?: string | undefined;
}

/** More files than any model has; a place that lists itself for ever is stopped here. */
const mostFiles = 100_000;
const mostPages = 10_000;
/** Each folder on a path is looked at by itself, so a path of many takes the square of its length. */
const longestPath = 4096;

/**
 * All pages of a listing. Throws MlflowError RESOURCE_EXHAUSTED for one without an end: more than
 * 100,000 files or 10,000 pages, or a page that leads back to itself.
 */
export async function collectFiles(
  place: string,
  page: (token: string | undefined) => Promise<FilePage>,
): Promise<readonly ArtifactFile[]> {
  const files: ArtifactFile[] = [];
  let token: string | undefined;
  for (let count = 0; count < mostPages && files.length <= mostFiles; count += 1) {
    const { files: found, next } = await page(token);
    add(found, files, place);
    if (!next) return withoutFolders(files);
    if (next === token) break;
    token = next;
  }
  throw endlessListing(place);
}

/** Folders of a place, the inner ones after the outer ones, within the limits of a listing. */
export async function collectFolders(
  place: string,
  list: (folder: string) => Promise<{
    readonly files: readonly ArtifactFile[];
    readonly folders: readonly string[];
  }>,
): Promise<readonly ArtifactFile[]> {
  const files: ArtifactFile[] = [];
  const pending = [''];
  const seen = new Set(pending);
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
    const found = await list(folder);
    add(found.files, files, place);
    for (const inner of found.folders) {
      // A folder that lists itself, or one above it, would go round for ever.
      if (seen.has(inner) || inner.length > longestPath) throw endlessListing(place);
      seen.add(inner);
      pending.push(inner);
    }
    if (files.length > mostFiles || seen.size > mostPages) throw endlessListing(place);
  }
  return files;
}

/** One by one: a page may have more files than a call may have arguments. */
function add(found: readonly ArtifactFile[], files: ArtifactFile[], place: string): void {
  for (const file of found) {
    if (file.path.length > longestPath) throw endlessListing(place);
    files.push(file);
  }
}

/** Tools put empty objects where a folder begins: `model/`, or `model` beside `model/MLmodel`. */
function withoutFolders(files: readonly ArtifactFile[]): readonly ArtifactFile[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      folders.add(path.slice(0, end));
    }
  }
  return files.filter(
    ({ path, size }) => !(size === 0 && (path === '' || path.endsWith('/') || folders.has(path))),
  );
}

function endlessListing(place: string): MlflowError {
  return new MlflowError(
    'RESOURCE_EXHAUSTED',
    `The list of files at ${place} has no end: more than ${mostFiles} files or ${mostPages} folders or pages, one that leads back to itself, or a path of more than ${longestPath} characters. ` +
      'No model has so many; give the place of the model itself.',
  );
}
