import * as z from 'zod';
import { ArtifactNotFoundError, MlflowError, messageOf } from '../../../errors.ts';
import { readYaml } from '../../../read-yaml.ts';
import { decodePercent } from '../../decode-percent.ts';
import { askText } from '../../../http/ask-text.ts';
import { send } from '../../../http/send.ts';
import { withRetries } from '../../../http/with-retries.ts';
import type { ArtifactFile, ArtifactSource } from '../artifact-source.ts';
import { artifactRefusal, unreachablePlace } from '../artifact-refusal.ts';
import { openFile } from './open-file.ts';
import { encodePath } from './proxied-artifacts.ts';

/** Keys of a flavor that name a file or folder without which the model cannot be loaded. */
const essentialKeys = new Set([
  'code',
  'data',
  'model_binary',
  'model_code_path',
  'model_data',
  'model_path',
  'pickled_model',
  'saved_model_dir',
]);

/** Files that MLflow writes beside an MLmodel without naming them there (mlflow.models.Model.save). */
const usualFiles = ['conda.yaml', 'python_env.yaml', 'requirements.txt'];

const description = z.looseObject({
  flavors: z.record(z.string(), z.record(z.string(), z.unknown())),
  saved_input_example_info: z
    .looseObject({ artifact_path: z.string(), serving_input_path: z.string().nullish() })
    .nullish(),
});

/**
 * A model in a folder of a plain web server. Web servers have no lists of files: the MLmodel is read
 * first, and the files that it names are the model's. A query and a user in the address go with
 * each request and are never shown. Throws MlflowError for a model that needs a whole folder.
 */
export function webFolder(uri: string): ArtifactSource {
  const base = new URL(uri);
  const { username, password, search } = base;
  base.username = '';
  base.password = '';
  base.search = '';
  base.hash = '';
  const place = base.href.replace(/(?<!\/)\/+$/, '');
  const user = `${decodePercent(username)}:${decodePercent(password)}`;
  const headers = {
    'User-Agent': 'mlinvoke',
    ...(username !== '' && { Authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
  };
  const web: Web = {
    place,
    headers,
    urlOf: (path) => new URL(`${place}/${encodePath(path)}${search}`),
  };
  return {
    uri: place,
    list: (signal) => listNamed(web, signal),
    open: (file, options) =>
      openFile(
        {
          url: web.urlOf(file.path),
          headers,
          place,
          refusal: (answer) => refused(web, answer),
        },
        options,
      ),
  };
}

interface Web {
  readonly place: string;
  readonly headers: Readonly<Record<string, string>>;
  urlOf(path: string): URL;
}

async function listNamed(web: Web, signal: AbortSignal): Promise<readonly ArtifactFile[]> {
  const names = namesIn(await readDescription(web, signal), web.place);
  const files: ArtifactFile[] = [];
  for (const [path, isEssential] of names) {
    const file = await look(web, path, signal);
    if (file) files.push(file);
    else if (isEssential) throw missing(web.place, path);
  }
  return files;
}

async function readDescription(web: Web, signal: AbortSignal): Promise<string> {
  const answer = await askText({
    url: web.urlOf('MLmodel'),
    method: 'GET',
    headers: { ...web.headers, 'Accept-Encoding': 'identity' },
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw unreachablePlace(web.place, error);
  });
  if (answer.status === 404) {
    throw new ArtifactNotFoundError(
      `There is no MLmodel at ${web.place}. Give the address of the model's own folder.`,
    );
  }
  if (answer.status !== 200) throw refused(web, answer);
  return answer.text;
}

function refused(
  { place }: Web,
  answer: { readonly status: number; readonly headers: { 'retry-after'?: string | undefined } },
): MlflowError {
  return artifactRefusal({
    place,
    status: answer.status,
    advice:
      'Put a user and a password into the address, or download the model and give its folder.',
    retryAfter: answer.headers['retry-after'],
  });
}

/** The files that an MLmodel names; true for those without which it cannot be loaded. */
function namesIn(text: string, place: string): ReadonlyMap<string, boolean> {
  const model = readModel(text, place);
  const names = new Map([['MLmodel', true]]);
  for (const path of usualFiles) names.set(path, false);
  const example = model.saved_input_example_info;
  if (example) names.set(example.artifact_path, false);
  if (example?.serving_input_path) names.set(example.serving_input_path, false);
  for (const flavor of Object.values(model.flavors)) {
    for (const [key, value] of Object.entries(flavor)) {
      if (essentialKeys.has(key) && typeof value === 'string') names.set(value, true);
    }
    for (const path of environmentsIn(flavor['env'])) {
      if (!names.has(path)) names.set(path, false);
    }
    for (const path of artifactsIn(flavor['artifacts'])) names.set(path, true);
  }
  return names;
}

function readModel(text: string, place: string): z.infer<typeof description> {
  try {
    return description.parse(readYaml(text));
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${place}/MLmodel is no MLmodel file${/^\s*</.test(text) ? ' but a web page' : ''}: ${messageOf(cause).split('\n', 1)[0]}. Give the address of the model's own folder.`,
      { cause },
    );
  }
}

/** `env: conda.yaml` until MLflow 1.x, then `env: { conda: …, virtualenv: … }`. */
function environmentsIn(env: unknown): string[] {
  if (typeof env === 'string') return [env];
  if (typeof env !== 'object' || env === null) return [];
  return Object.values(env).filter((value) => typeof value === 'string');
}

/** `artifacts: { <name>: { path: …, uri: … } }` of a custom pyfunc. */
function artifactsIn(artifacts: unknown): string[] {
  if (typeof artifacts !== 'object' || artifacts === null) return [];
  return Object.values(artifacts)
    .map((each: unknown) =>
      typeof each === 'object' && each !== null && 'path' in each ? each.path : undefined,
    )
    .filter((path) => typeof path === 'string');
}

/** Size and version of a file; undefined for one that is not there. */
async function look(
  web: Web,
  path: string,
  signal: AbortSignal,
): Promise<ArtifactFile | undefined> {
  let answer = await ask(web, path, { method: 'HEAD', signal });
  // Not every server, and no signed address for downloads, takes HEAD.
  if ([403, 405, 501].includes(answer.status)) {
    answer = await ask(web, path, { method: 'GET', signal });
  }
  answer.body.destroy();
  const { status, headers, url } = answer;
  if (status === 404 || status === 410) return undefined;
  if (status !== 200) throw refused(web, answer);
  if (url.pathname.endsWith('/')) throw folderNamed(web.place, path);
  // Web applications answer anything with their first page.
  if (/^text\/html\b/i.test(headers['content-type'] ?? '') && !/\.html?$/i.test(path)) {
    return undefined;
  }
  const size = headers['content-length'];
  const version = headers.etag ?? headers['last-modified'];
  return {
    path,
    ...(size !== undefined && !headers['content-encoding'] && { size: Number(size) }),
    ...(version !== undefined && { version }),
  };
}

async function ask(
  web: Web,
  path: string,
  { method, signal }: { readonly method: 'GET' | 'HEAD'; readonly signal: AbortSignal },
) {
  const request = {
    url: web.urlOf(path),
    method,
    headers: { ...web.headers, 'Accept-Encoding': 'identity' },
    signal,
  };
  try {
    return await withRetries(() => send(request), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw unreachablePlace(web.place, error);
  }
}

function missing(place: string, path: string): ArtifactNotFoundError {
  return new ArtifactNotFoundError(
    `The MLmodel at ${place} names ${JSON.stringify(path)}, which is not there. Nothing was downloaded.`,
  );
}

function folderNamed(place: string, path: string): MlflowError {
  return new MlflowError(
    'NOT_IMPLEMENTED',
    `The MLmodel at ${place} names the folder ${JSON.stringify(path)}, and a web server does not say what a folder holds. Download the model and give its folder.`,
  );
}
