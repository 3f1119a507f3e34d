import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import { MlflowError } from '../core/errors.ts';
import { type LocalModel, resolveModelFile } from '../core/model/local-model.ts';

const condaEnvironment = z.looseObject({
  dependencies: z.array(z.union([z.string(), z.looseObject({ pip: z.array(z.string()) })])),
});

/**
 * The text of the requirements file for an image: the model's `requirements.txt`, or the pip part
 * of its `conda.yaml` (MLflow before 1.20 wrote no other), and MLflow itself where the model does
 * not ask for it. Throws MlflowError when the model has neither file.
 */
export async function readRequirements(model: LocalModel): Promise<string> {
  const text = (await readIfThere(model, 'requirements.txt')) ?? (await readCondaPip(model));
  if (text === undefined) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The model folder ${model.folder} has neither requirements.txt nor conda.yaml, so the packages ` +
        'that its image needs are not known. Add a requirements.txt with pinned versions to the folder.',
    );
  }
  return withMlflow(text, model.mlmodel.mlflowVersion);
}

async function readCondaPip(model: LocalModel): Promise<string | undefined> {
  const text = await readIfThere(model, 'conda.yaml');
  if (text === undefined) return undefined;
  const result = condaEnvironment.safeParse(parse(text, { maxAliasCount: 10 }));
  if (!result.success) return undefined;
  const pip = result.data.dependencies.flatMap((each) =>
    typeof each === 'string' ? [] : each.pip,
  );
  return pip.length > 0 ? pip.join('\n') : undefined;
}

/** The scoring server is part of the full package: `mlflow-skinny` does not bring it. */
function withMlflow(text: string, version: string | undefined): string {
  const body = text.endsWith('\n') ? text : `${text}\n`;
  if (/^\s*mlflow\s*(?:\[.*\])?\s*(?:[=<>~!;@#]|$)/im.test(body)) return body;
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
