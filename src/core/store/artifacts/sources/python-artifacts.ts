import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ArtifactNotFoundError } from '../../../errors.ts';
import { fileSize } from '../../../file-info.ts';
import {
  type HostProcess,
  type TemporaryFolder,
  makeTemporaryFolder,
} from '../../temporary-folder.ts';
import { withoutSecrets } from '../../without-secrets.ts';
import type { ArtifactFile, ArtifactSource } from '../artifact-source.ts';
import { checksumOf } from '../download/checksum.ts';

/** Downloads the artifacts of a URI into an empty folder, as `mlflow artifacts download` does. */
export type DownloadByPython = (uri: string, folder: string, signal: AbortSignal) => Promise<void>;

/** Artifacts of a kind that only the user's own MLflow can fetch (hdfs, sftp, r2, …). */
export function pythonArtifacts(
  uri: string,
  download: DownloadByPython,
  owner: HostProcess,
): ArtifactSource {
  const made: TemporaryFolder[] = [];
  const place = withoutSecrets(uri);
  let root = '';
  return {
    uri: place,
    list: async (signal) => {
      const temporary = await makeTemporaryFolder('artifacts', owner);
      made.push(temporary);
      const target = join(temporary.path, 'download');
      await mkdir(target);
      await download(uri, target, signal);
      root = await modelFolder(target, place);
      return filesBelow(root, signal);
    },
    open: async (file, { start }) => ({
      stream: createReadStream(join(root, file.path), { start }),
      isPartial: true,
    }),
    close: async () => {
      await Promise.all(made.map((folder) => folder.remove()));
    },
  };
}

/** MLflow puts the files into the folder, or into one of the place's name within it. */
async function modelFolder(target: string, place: string): Promise<string> {
  const names = await readdir(target);
  if (names.includes('MLmodel')) return target;
  const [only, ...others] = names;
  if (
    only !== undefined &&
    others.length === 0 &&
    (await fileSize(join(target, only, 'MLmodel'))) !== undefined
  ) {
    return join(target, only);
  }
  throw new ArtifactNotFoundError(
    `MLflow downloaded ${place}, and there is no MLmodel in it. Give the model's own folder.`,
  );
}

async function filesBelow(root: string, signal: AbortSignal): Promise<readonly ArtifactFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files: ArtifactFile[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const { size } = await stat(path);
    const version = await checksumOf(path, 'sha256', signal);
    files.push({ path: relative(root, path).split(sep).join('/'), size, version });
  }
  return files;
}
