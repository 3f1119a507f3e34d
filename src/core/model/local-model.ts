import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../errors.ts';
import { fileSize } from '../file-info.ts';
import { type MlModel, parseMlModel } from './mlmodel.ts';

/** A model whose files lie on this machine: what every engine is opened from. */
export interface LocalModel {
  /** Absolute path of the folder that holds the MLmodel file. */
  readonly folder: string;
  /** What the user called it: the URI as given. */
  readonly uri: string;
  /** A short name for lists and messages: the registered name, else the folder's. */
  readonly name: string;
  readonly mlmodel: MlModel;
}

/** How {@link openLocalModel} labels the model. */
export interface LocalModelLabels {
  readonly uri?: string;
  readonly name?: string;
}

const maximumMlModelBytes = 16 * 1024 * 1024;

/**
 * Opens a model folder by its MLmodel file. Throws ArtifactNotFoundError when the folder or the
 * file is not there, and MlflowError when the file cannot be understood.
 */
export async function openLocalModel(
  folder: string,
  labels: LocalModelLabels = {},
): Promise<LocalModel> {
  const absolute = resolve(folder);
  const info = await stat(absolute).catch(() => undefined);
  if (!info)
    throw new ArtifactNotFoundError(
      `There is no folder ${absolute}; give the folder that holds the MLmodel file.`,
    );
  if (!info.isDirectory()) return openLocalModelFile(absolute, labels);
  const text = await readMlModelText(join(absolute, 'MLmodel'), absolute);
  return {
    folder: absolute,
    uri: labels.uri ?? absolute,
    name: labels.name ?? basename(absolute),
    mlmodel: parseNamed(text, join(absolute, 'MLmodel')),
  };
}

/** The sentence about a broken file starts with the file: several models may be looked at at once. */
function parseNamed(text: string, path: string): MlModel {
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${path} is a Git LFS pointer, not the file itself; run "git lfs pull" to fetch it.`,
    );
  }
  if (text.trim() === '') {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${path} is empty; copy or download the model again.`,
    );
  }
  try {
    return parseMlModel(text);
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    throw new MlflowError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}

/** People point at the MLmodel file itself, for instance from the editor's file tree. */
async function openLocalModelFile(file: string, labels: LocalModelLabels): Promise<LocalModel> {
  if (basename(file) === 'MLmodel') return openLocalModel(resolve(file, '..'), labels);
  throw new ArtifactNotFoundError(
    `${file} is a file, not a model. Give the folder that holds the MLmodel file, or that file itself.`,
  );
}

async function readMlModelText(path: string, folder: string): Promise<string> {
  const size = await fileSize(path);
  if (size === undefined) {
    throw new ArtifactNotFoundError(
      `The folder ${folder} has no MLmodel file, so it is not an MLflow model. ` +
        'Give the folder that mlflow.<flavor>.save_model or log_model wrote.',
    );
  }
  if (size > maximumMlModelBytes) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${path} has ${size} bytes; an MLmodel file of more than ${maximumMlModelBytes} bytes is not read.`,
    );
  }
  return readFile(path, 'utf8');
}

/**
 * The absolute path of a file that the MLmodel file names. Throws MlflowError when the path, or a
 * link on it, leads out of the model folder, and ArtifactNotFoundError when the file is missing:
 * an MLmodel file may come from anybody.
 */
export async function resolveModelFile(
  model: Pick<LocalModel, 'folder' | 'uri'>,
  path: string,
): Promise<string> {
  const target = resolve(model.folder, path);
  if (!isInside(model.folder, target)) throw leavesFolder(model, path);
  const info = await lstat(target).catch(() => undefined);
  if (!info) {
    throw new ArtifactNotFoundError(
      `The MLmodel file of ${model.uri} names "${path}", but the folder ${model.folder} has no such file. ` +
        'It may have been left out of version control or of a copy; download the model again.',
    );
  }
  if (!isInside(await realpath(model.folder), await realpath(target)))
    throw leavesFolder(model, path);
  return target;
}

function isInside(folder: string, target: string): boolean {
  const path = relative(folder, target);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function leavesFolder(model: Pick<LocalModel, 'folder' | 'uri'>, path: string): MlflowError {
  return new MlflowError(
    'PERMISSION_DENIED',
    `The MLmodel file of ${model.uri} names "${path}", which lies outside the model folder ${model.folder}. ` +
      'Only files inside the model folder are read; copy the file there and name it in MLmodel.',
  );
}
