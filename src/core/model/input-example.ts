import { readFile, stat } from 'node:fs/promises';
import { type LocalModel, resolveModelFile } from './local-model.ts';

const maximumExampleBytes = 10 * 1024 * 1024;

/**
 * The body of a JSON scoring request that the model's input example makes, or undefined when the
 * model has none. MLflow writes the body itself since 2.17; an older frame or array example is
 * wrapped as `dataframe_split` or `inputs`, the way MLflow's own wrapper does.
 * Source: mlflow.models.utils._Example and convert_input_example_to_serving_input (3.17).
 */
export async function readServingExample(model: LocalModel): Promise<string | undefined> {
  const info = model.mlmodel.inputExample;
  if (!info) return undefined;
  if (info.servingInputPath) return readText(model, info.servingInputPath);
  const text = await readText(model, info.artifactPath);
  if (text === undefined) return undefined;
  switch (info.type) {
    case 'dataframe':
      return `{"dataframe_split": ${text}}`;
    case 'ndarray':
      return wrapArray(text);
    default:
      return undefined;
  }
}

/** Array examples before MLflow 2.17 already have their key, `inputs` or `instances`. */
function wrapArray(text: string): string {
  return text.trimStart().startsWith('{') ? text : `{"inputs": ${text}}`;
}

async function readText(model: LocalModel, path: string): Promise<string | undefined> {
  const file = await resolveModelFile(model, path);
  const { size } = await stat(file);
  return size > maximumExampleBytes ? undefined : readFile(file, 'utf8');
}
