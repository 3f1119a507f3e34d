import { MlflowError } from '../errors.ts';
import { withoutSecrets } from '../store/without-secrets.ts';

/** What a model URI names, before any store was asked. */
export type ModelUri =
  | { readonly kind: 'path'; readonly path: string }
  /** A place of artifacts elsewhere; true where only a tracking store can tell where that is. */
  | { readonly kind: 'remote'; readonly uri: string; readonly needsStore: boolean }
  | { readonly kind: 'run'; readonly runId: string; readonly path: string }
  | { readonly kind: 'loggedModel'; readonly modelId: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: number }
  | { readonly kind: 'alias'; readonly name: string; readonly alias: string }
  | { readonly kind: 'stage'; readonly name: string; readonly stage: string }
  | { readonly kind: 'latest'; readonly name: string };

const accepted =
  'Accepted are a folder, a file: URI, runs:/<run id>/<path>, models:/<name>/<version, stage or latest>, ' +
  'models:/<name>@<alias>, models:/m-<id>, mlflow-artifacts:/<path> and places such as s3://, gs://, abfss://, wasbs://, dbfs:/ and https://';

/** Schemes of MLflow's artifact repositories (artifact_repository_registry, 3.17). */
const remoteSchemes = new Set([
  's3',
  's3a',
  'gs',
  'wasbs',
  'abfss',
  'http',
  'https',
  'mlflow-artifacts',
  'dbfs',
  'b2',
  'ftp',
  'hdfs',
  'r2',
  'sftp',
  'viewfs',
]);

/**
 * Reads a model URI. Throws MlflowError INVALID_PARAMETER_VALUE for one that is malformed, and
 * NOT_IMPLEMENTED for a scheme that MLflow has no artifacts behind.
 * Follows _parse_model_uri (mlflow/store/artifact/utils/models.py) and
 * RunsArtifactRepository.parse_runs_uri of MLflow 3.17.
 */
export function parseModelUri(uri: string): ModelUri {
  const text = uri.trim();
  if (text === '') throw malformed(uri, 'it is empty');
  const scheme = schemeOf(text);
  switch (scheme) {
    case undefined:
    case 'file':
      return { kind: 'path', path: text };
    case 'runs':
      return parseRunUri(text);
    case 'models':
      return parseRegistryUri(text);
    default:
      return parseRemoteUri(text, scheme);
  }
}

function parseRemoteUri(text: string, scheme: string): ModelUri {
  if (remoteSchemes.has(scheme)) {
    const needsStore = scheme === 'mlflow-artifacts' || scheme === 'dbfs';
    return { kind: 'remote', uri: text, needsStore };
  }
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `The model URI "${withoutSecrets(text)}" has the scheme "${scheme}:", which cannot be read. ${accepted}. ` +
      'Download the model first (mlflow artifacts download) and give its folder.',
  );
}

/** A single letter before the colon is a Windows drive, not a scheme. */
function schemeOf(text: string): string | undefined {
  return /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(text)?.[1]?.toLowerCase();
}

function parseRunUri(text: string): ModelUri {
  const [runId = '', ...rest] = pathOf(text, 'runs').split('/');
  if (runId === '') throw malformed(text, 'it has no run id');
  if (!isIdentifier(runId)) throw malformed(text, `"${runId}" cannot be a run id`);
  const path = rest.filter((part) => part !== '').join('/');
  if (path === '') {
    throw malformed(
      text,
      'it names a run but no model in it; add the path, as in runs:/<run id>/model',
    );
  }
  if (rest.includes('..')) throw malformed(text, 'its path leaves the run');
  return { kind: 'run', runId, path };
}

function parseRegistryUri(text: string): ModelUri {
  const parts = pathOf(text, 'models').split('/');
  const [first = '', suffix] = parts;
  if (parts.length > 2 || first.trim() === '' || suffix?.trim() === '') {
    throw malformed(text, 'it has to be models:/<name>/<version> or models:/<name>@<alias>');
  }
  if (suffix !== undefined) return parseSuffix(text, checkName(text, first), suffix);
  const at = first.lastIndexOf('@');
  if (at === -1) return parseLoggedModel(text, first);
  const name = first.slice(0, at);
  const alias = first.slice(at + 1);
  if (name.trim() === '' || alias.trim() === '') {
    throw malformed(text, 'the name or the alias around "@" is empty');
  }
  return { kind: 'alias', name: checkName(text, name), alias };
}

function parseSuffix(text: string, name: string, suffix: string): ModelUri {
  if (/^\d+$/.test(suffix)) return { kind: 'version', name, version: Number(suffix) };
  if (suffix.toLowerCase() === 'latest') return { kind: 'latest', name };
  if (!isIdentifier(suffix)) throw malformed(text, `"${suffix}" is no version, stage or "latest"`);
  return { kind: 'stage', name, stage: suffix };
}

function parseLoggedModel(text: string, modelId: string): ModelUri {
  if (/^m-[A-Za-z0-9_-]+$/.test(modelId)) return { kind: 'loggedModel', modelId };
  throw malformed(
    text,
    `"${modelId}" alone is neither a version nor a logged model; ` +
      `write models:/${modelId}/latest, models:/${modelId}/1 or models:/${modelId}@<alias>`,
  );
}

/** Names become folder names in a file store, so a name must not walk out of its folder. */
function checkName(text: string, name: string): string {
  if (name === '.' || name === '..' || /[/\\:\0]/.test(name)) {
    throw malformed(text, `"${name}" cannot be a registered model's name`);
  }
  return name;
}

/** Accepts `models:/x`, and `models:///x` as URL libraries write it. */
function pathOf(text: string, scheme: string): string {
  const rest = text.slice(scheme.length + 1);
  if (!rest.startsWith('/')) throw malformed(text, `"${scheme}:" has to be followed by "/"`);
  if (/^\/\/[^/]/.test(rest)) {
    throw malformed(text, `it has two slashes; write ${scheme}:/${rest.slice(2)}`);
  }
  return rest.replace(/^\/+/, '');
}

function isIdentifier(text: string): boolean {
  return /^[A-Za-z0-9][\w-]{0,255}$/.test(text);
}

function malformed(uri: string, reason: string): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The model URI "${uri}" cannot be used: ${reason}. ${accepted}.`,
  );
}
