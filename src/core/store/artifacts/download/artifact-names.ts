import { platform } from 'node:os';
import { MlflowError } from '../../../errors.ts';
import type { ArtifactFile } from '../artifact-source.ts';
import { decodePercent } from '../../decode-percent.ts';

/** PATH_MAX of Linux; each folder on a path is looked at by itself. */
const longestPath = 4096;

/**
 * Names of files come from a server and become paths here. Throws MlflowError PERMISSION_DENIED for
 * a name that leads out of the model's folder, also when it is decoded once more, and for names
 * that the files of this system (`process.platform`) cannot have beside one another.
 */
export function checkNames(
  files: readonly ArtifactFile[],
  place: string,
  system: string = platform(),
): void {
  const ignoresCase = system === 'win32' || system === 'darwin';
  const seen = new Map<string, string>();
  const folders = new Set<string>();
  const keyOf = (path: string): string => (ignoresCase ? path.normalize().toLowerCase() : path);
  for (const { path } of files) {
    if (path.length > longestPath) throw refusal(place, path, 'a name longer than systems allow');
    if (leadsOut(path)) throw refusal(place, path, "a name that leads out of the model's folder");
    if (system === 'win32' && !isWindowsName(path)) {
      throw refusal(place, path, 'a name that Windows does not allow');
    }
    const twin = seen.get(keyOf(path));
    if (twin === path) throw refusal(place, path, 'twice');
    if (twin !== undefined) {
      throw refusal(place, path, `which this system cannot tell from ${JSON.stringify(twin)}`);
    }
    seen.set(keyOf(path), path);
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      folders.add(keyOf(path.slice(0, end)));
    }
  }
  const both = [...seen].find(([key]) => folders.has(key));
  if (both) throw refusal(place, both[1], 'both as a file and as a folder');
}

/** Servers decode names once or twice; a name must be safe however often that happens. */
function leadsOut(path: string): boolean {
  let current = path;
  for (let round = 0; round < 4; round += 1) {
    const isBad =
      /[\\\0]|^[A-Za-z]:/.test(current) ||
      current.split('/').some((part) => part === '' || part === '.' || part === '..');
    if (isBad) return true;
    const decoded = decodePercent(current);
    if (decoded === current) return false;
    current = decoded;
  }
  return true;
}

/** Rules of "Naming Files, Paths, and Namespaces" (Win32). */
function isWindowsName(path: string): boolean {
  return path.split('/').every(
    (part) =>
      // oxlint-disable-next-line no-control-regex -- they are what is looked for
      !/[<>:"|?*\u0000-\u001f]|[. ]$/.test(part) &&
      !/^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i.test(part),
  );
}

function refusal(place: string, path: string, what: string): MlflowError {
  return new MlflowError(
    'PERMISSION_DENIED',
    `${place} lists a file ${JSON.stringify(path.slice(0, 300))}, ${what}. ` +
      'Nothing was downloaded; tell the owner of the store.',
  );
}
