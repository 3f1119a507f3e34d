import { readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../../errors.ts';
import { decodePercent } from '../decode-percent.ts';
import { isFolder } from '../../file-info.ts';

/** A place of artifacts on this machine, and whether it is the recorded one. */
export interface ArtifactLocation {
  readonly folder: string;
  /** The recorded place, when the files were found elsewhere. */
  readonly relocatedFrom?: string;
  /** Where they were fetched from, when they were not on this machine. */
  readonly downloadedFrom?: string;
  /** The recorded place, when it is out of reach and the server read it. */
  readonly recordedAt?: string;
}

/** Where {@link locateArtifacts} looks. */
export interface LocateOptions {
  /** The place that the store recorded: a path or URI of any operating system. */
  readonly recorded: string;
  /** Path below the recorded place, with forward slashes; empty for the place itself. */
  readonly path: string;
  /** The store's own folders. */
  readonly roots: readonly string[];
}

/**
 * Finds recorded artifacts on this machine. Stores travel: when the recorded place does not exist,
 * the same experiment, run or model and path are looked for below the store's own folder.
 * Throws ArtifactNotFoundError that names both places when neither holds the files.
 */
export async function locateArtifacts(options: LocateOptions): Promise<ArtifactLocation> {
  const { recorded, path, roots } = options;
  const place = localPathOf(recorded);
  const folder = join(place, path);
  if (isAbsolute(place) && !isForeign(place) && (await isFolder(folder))) return { folder };
  const [moved, another] = await findMoved(roots, [...partsOf(place), ...partsOf(path)]);
  if (another !== undefined) throw ambiguous(recorded, [moved ?? '', another]);
  if (moved !== undefined) return { folder: moved, relocatedFrom: recorded };
  throw new ArtifactNotFoundError(
    `The model's files are recorded at ${recorded}${path && `/${path}`}, which is not there, ` +
      `${alsoMissing(roots)} Copy them there, or give the model's folder itself.`,
  );
}

function alsoMissing(roots: readonly string[]): string {
  return roots.length === 0
    ? 'and the store has no folder on this machine to look in.'
    : `and ${roots.join(' and ')} ${roots.length === 1 ? 'does' : 'do'} not hold them either.`;
}

/**
 * The path that a `file:` URI or a plain path means, with forward slashes; Windows drives are kept
 * (`C:/Users/…`). Throws MlflowError NOT_IMPLEMENTED for artifacts behind another scheme.
 */
export function localPathOf(recorded: string): string {
  // A server that hands artifacts on keeps them in a folder of its own, such as mlartifacts.
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/is.exec(recorded);
  if (proxied) return decodePercent(proxied[1] ?? '');
  const uri = /^file:(?:\/\/(?:localhost)?(?=\/))?(.*)$/is.exec(recorded);
  if (uri) return dropSlashBeforeDrive(decodePercent(uri[1] ?? '').replaceAll('\\', '/'));
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(recorded)?.[1];
  if (scheme !== undefined) {
    throw new MlflowError(
      'NOT_IMPLEMENTED',
      `The model's files are at ${recorded}; artifacts behind "${scheme}:" cannot be read yet. ` +
        'Download them (mlflow artifacts download) and give the folder.',
    );
  }
  return isForeign(recorded) ? recorded.replaceAll('\\', '/') : recorded;
}

/** A path with a drive or a network share means nothing on a machine of another kind. */
function isForeign(place: string): boolean {
  return join('/', 'x') === '/x' && (/^[A-Za-z]:/.test(place) || place.startsWith('\\\\'));
}

function ambiguous(recorded: string, [one, other]: readonly [string, string]): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The model's files are recorded at ${recorded}, which is not there, and two other places could be meant: ${one} and ${other}. ` +
      'Give the folder of the one that you mean.',
  );
}

/**
 * The different places below the store's folders that hold the recorded path from its run or model
 * on: without that, two runs could be mistaken for one another.
 */
async function findMoved(
  roots: readonly string[],
  parts: readonly string[],
): Promise<readonly string[]> {
  const owner = ownerIndex(parts);
  if (owner === undefined || parts.includes('..')) return [];
  const found = new Map<string, string>();
  const add = async (candidate: string): Promise<void> => {
    if (!(await isFolder(candidate))) return;
    // Roots lie in one another, and links lead to the same place.
    const real = await realpath(candidate);
    if (!found.has(real)) found.set(real, candidate);
  };
  for (const root of roots) {
    for (let start = 0; start <= owner; start += 1) {
      await add(join(root, ...parts.slice(start)));
    }
  }
  if (found.size === 0 && isId(parts[owner] ?? '')) {
    for (const place of await renamedPlaces(roots, parts.slice(owner))) await add(place);
  }
  return [...found.values()];
}

/** Where the run or model would be in an experiment whose folder has another name now. */
async function renamedPlaces(
  roots: readonly string[],
  tail: readonly string[],
): Promise<readonly string[]> {
  const places: string[] = [];
  for (const root of roots) {
    const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isDirectory() && each.name !== '.trash')) {
      places.push(join(root, entry.name, ...tail), join(root, entry.name, 'models', ...tail));
    }
  }
  return places;
}

/** The part that names the run or logged model: an id, else what stands before `artifacts`. */
function ownerIndex(parts: readonly string[]): number | undefined {
  const id = parts.findIndex(isId);
  if (id !== -1) return id;
  const artifacts = parts.indexOf('artifacts');
  return artifacts > 0 ? artifacts - 1 : undefined;
}

function isId(part: string): boolean {
  return /^(?:[0-9a-f]{32}|m-[0-9a-f]{32})$/.test(part);
}

function partsOf(path: string): readonly string[] {
  return path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
}

function dropSlashBeforeDrive(path: string): string {
  return path.replace(/^\/+(?=[A-Za-z]:)/, '');
}
