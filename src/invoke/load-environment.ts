import { dirname, join, resolve } from 'node:path';
import { parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import * as z from 'zod';
import { MlflowError } from '../core/errors.ts';

/** Reads a file; undefined when there is none. Any other failure is thrown. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** The variables that `{{…}}` may use besides those of the file. */
export interface InvokeEnvironment {
  readonly variables: ReadonlyMap<string, string>;
  /** The environments that can be chosen here, `$shared` left out. */
  readonly names: readonly string[];
}

/** Where to look, and what was chosen. */
export interface LoadEnvironmentOptions {
  /** The `.invoke` file. */
  readonly path: string;
  /** The last folder to look in, going up: the workspace folder. */
  readonly root: string;
  /** The environment's name; without one only `$shared` holds. */
  readonly name?: string;
  readonly readFile: ReadFile;
}

/** The second holds secrets, stays out of version control and wins over the first. */
const fileNames = ['invoke.env.json', 'invoke.env.local.json'];
const shared = '$shared';

const wireEnvironments = z.record(
  z.string(),
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
);

type Environments = z.infer<typeof wireEnvironments>;

/**
 * Loads the variables of an environment from the nearest folder, upwards from the `.invoke` file
 * to `root`, that has invoke.env.json or invoke.env.local.json. Throws MlflowError when a file
 * cannot be understood or the environment is not in it.
 */
export async function loadEnvironment(options: LoadEnvironmentOptions): Promise<InvokeEnvironment> {
  const files = await readNearest(options);
  const names = [...new Set(files.flatMap(Object.keys))].filter((name) => name !== shared);
  if (options.name !== undefined && !names.includes(options.name)) {
    throw unknownEnvironment(options.name, names);
  }
  const chosen = options.name === undefined ? [shared] : [shared, options.name];
  const entries = chosen.flatMap((name) =>
    files.flatMap((file) => Object.entries(file[name] ?? {})),
  );
  return {
    variables: new Map(entries.map(([name, value]) => [name, String(value)])),
    names,
  };
}

async function readNearest(options: LoadEnvironmentOptions): Promise<Environments[]> {
  for (const folder of foldersUpTo(dirname(resolve(options.path)), resolve(options.root))) {
    const files: Environments[] = [];
    for (const name of fileNames) {
      const path = join(folder, name);
      const bytes = await options.readFile(path);
      if (bytes) files.push(parseEnvironments(bytes, path));
    }
    if (files.length > 0) return files;
  }
  return [];
}

/** Only the folder itself when it does not lie below `root`. */
function foldersUpTo(folder: string, root: string): string[] {
  const folders = [folder];
  for (let current = folder; current !== root;) {
    const parent = dirname(current);
    if (parent === current) return [folder];
    folders.push(parent);
    current = parent;
  }
  return folders;
}

function parseEnvironments(bytes: Uint8Array, path: string): Environments {
  const errors: ParseError[] = [];
  const text = new TextDecoder().decode(bytes);
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const error = errors[0];
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw invalid(path, `line ${line} is not JSON (${printParseErrorCode(error.error)})`);
  }
  const result = wireEnvironments.safeParse(value);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.');
  throw invalid(path, place ? `"${place}" is not what is expected there` : 'it is not an object');
}

function invalid(path: string, reason: string): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `${path} cannot be used: ${reason}. Expected is {"dev": {"name": "value"}, "$shared": {…}}, ` +
      'with a text, a number, true or false as value.',
  );
}

function unknownEnvironment(name: string, names: readonly string[]): MlflowError {
  const known =
    names.length === 0
      ? 'No environment is defined: there is no invoke.env.json beside the .invoke file or above it.'
      : `Defined are ${names.join(', ')}.`;
  return new MlflowError(
    'RESOURCE_DOES_NOT_EXIST',
    `There is no environment "${name}". ${known} Add it to invoke.env.json or choose another.`,
  );
}
