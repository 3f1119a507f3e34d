import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalModel, openLocalModel } from '../../src/core/model/local-model.ts';

/** What the MLmodel file of {@link withModelFolder} says; parts as MLflow writes them, as objects. */
export interface ModelParts {
  readonly name?: string;
  readonly inputs?: readonly object[];
  readonly outputs?: readonly object[];
  readonly params?: readonly object[];
  /** Becomes the input example, as a request body. */
  readonly example?: object;
}

/** Opens a model that consists of an MLmodel file, for tests of what surrounds engines. */
export async function withModelFolder<T>(
  parts: ModelParts,
  use: (model: LocalModel) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'model-'));
  try {
    await writeFile(join(folder, 'MLmodel'), JSON.stringify(toMlModel(parts)));
    if (parts.example) await writeFile(join(folder, 'example.json'), JSON.stringify(parts.example));
    return await use(await openLocalModel(folder, { name: parts.name ?? 'model' }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** JSON is YAML. */
function toMlModel({ inputs, outputs, params, example }: ModelParts): object {
  const text = (part: readonly object[] | undefined) => (part ? JSON.stringify(part) : null);
  return {
    flavors: { python_function: {}, sklearn: {} },
    ...(example && {
      saved_input_example_info: {
        artifact_path: 'example.json',
        type: 'dataframe',
        serving_input_path: 'example.json',
      },
    }),
    ...((inputs ?? outputs ?? params) && {
      signature: { inputs: text(inputs), outputs: text(outputs), params: text(params) },
    }),
  };
}
