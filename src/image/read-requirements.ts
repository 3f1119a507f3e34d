import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { MlflowError } from '../core/errors.ts';
import { readYaml } from '../core/read-yaml.ts';
import { type LocalModel, resolveModelFile } from '../core/model/local-model.ts';

const condaEnvironment = z.looseObject({
  dependencies: z.array(z.union([z.string(), z.looseObject({ pip: z.array(z.string()) })])),
});

/** What pip installs in an image. */
export interface Requirements {
  /** The text of the requirements file. */
  readonly text: string;
  /** Files of the model folder that the text names, such as constraints.txt or a wheel. */
  readonly files: readonly string[];
}

/**
 * The requirements for an image: the model's `requirements.txt`, or the pip part
 * of its `conda.yaml` (MLflow before 1.20 wrote no other), and MLflow itself where the model does
 * not ask for it. Throws MlflowError when the model has neither file.
 */
export async function readRequirements(model: LocalModel): Promise<Requirements> {
  const text = (await readIfThere(model, 'requirements.txt')) ?? (await readCondaPip(model));
  if (text === undefined) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The model folder ${model.folder} has neither requirements.txt nor conda.yaml, so the packages ` +
        'that its image needs are not known. Add a requirements.txt with pinned versions to the folder.',
    );
  }
  return { text: withMlflow(text, model.mlmodel.mlflowVersion), files: namedFiles(text) };
}

/** pip's options for further files, and requirements that are a file themselves. */
function namedFiles(text: string): string[] {
  const option = /^\s*(?:-c|--constraint|-r|--requirement)(?:\s+|=)?(?<path>\S+)/u;
  const file = /^\s*(?<path>(?!https?:)[\w./-]+\.(?:whl|zip|tar\.gz))\s*(?:#.*)?$/u;
  const paths = text.split(/\r?\n/u).flatMap((line) => {
    const path = (option.exec(line) ?? file.exec(line))?.groups?.['path'];
    return path === undefined || path.includes('://') ? [] : [path];
  });
  return [...new Set(paths)];
}

async function readCondaPip(model: LocalModel): Promise<string | undefined> {
  const text = await readIfThere(model, 'conda.yaml');
  if (text === undefined) return undefined;
  const result = condaEnvironment.safeParse(readYaml(text));
  if (!result.success) return undefined;
  const pip = result.data.dependencies.flatMap((each) =>
    typeof each === 'string' ? [] : each.pip,
  );
  return pip.length > 0 ? pip.join('\n') : undefined;
}

/** The scoring server is part of the full package: `mlflow-skinny` does not bring it. */
function withMlflow(text: string, version: string | undefined): string {
  const body = text.endsWith('\n') ? text : `${text}\n`;
  if (/^[ \t]*mlflow[ \t]*(?:\[.*\])?[ \t]*(?:[=<>~!;@#]|$)/im.test(body)) return body;
  const isRelease = version !== undefined && /^\d+(\.\d+)+$/.test(version);
  return `${body}mlflow${isRelease ? `==${version}` : ''}\n`;
}

async function readIfThere(model: LocalModel, name: string): Promise<string | undefined> {
  try {
    return await readFile(await resolveModelFile(model, name), 'utf8');
  } catch (error) {
    if (error instanceof MlflowError && error.code === 'RESOURCE_DOES_NOT_EXIST') return undefined;
    throw error;
  }
}
