import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findModelSource } from '../../src/core/engines/native/find-model-source.ts';
import { openLocalModel } from '../../src/core/model/local-model.ts';
import { predictMethods } from '../../src/core/engines/native/methods.ts';
import { type EstimatorFixture, estimatorFixtures } from '../helpers/estimator-fixtures.ts';
import type { WireInput } from '../helpers/recorded-inputs.ts';
import { someOf } from '../helpers/recorded-names.ts';
import type { FuzzTarget } from './fuzz-worker.ts';

/** Folders of models in the files of their libraries, saved by MLflow. */
const modelFolders = ['catboost-models', 'booster-models'];
/** Folders of files for one reader alone. */
const readerFiles = [
  { folder: 'test/fixtures/onnx', ending: '.onnx', reader: 'onnx' },
  { folder: 'test/fixtures/formats', ending: '.npy', reader: 'npy' },
] as const;

/** Every file that a reader of this project takes, by the family that it is recorded in. */
export async function fuzzTargets(): Promise<ReadonlyMap<string, readonly FuzzTarget[]>> {
  const groups = new Map<string, FuzzTarget[]>();
  for (const fixture of estimatorFixtures()) {
    const group = groups.get(fixture.family) ?? [];
    groups.set(fixture.family, [...group, estimatorTarget(fixture)]);
  }
  for (const name of modelFolders) groups.set(name, await modelTargets(name));
  for (const { folder, ending, reader } of readerFiles) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
    groups.set(
      reader,
      someOf(files, folder).map((file) => ({ file, reader })),
    );
  }
  return groups;
}

function estimatorTarget(fixture: EstimatorFixture): FuzzTarget {
  const { file, format, sklearnVersion, modelClass } = fixture;
  const path = join(dirname(file), 'recordings.json');
  const inputs: WireInput[] = Object.values(JSON.parse(readFileSync(path, 'utf8')).inputs);
  const answers = fixture.cases().map((each) => each.answers);
  const method = predictMethods.find((name) => answers.some((answer) => answer[name]));
  if (!inputs[0] || !method) throw new Error(`${file} was recorded without a question.`);
  return {
    file,
    input: inputs[0],
    source: {
      format,
      method,
      ...(sklearnVersion && { sklearnVersion }),
      ...(modelClass && { modelClass }),
    },
  };
}

async function modelTargets(name: string): Promise<FuzzTarget[]> {
  const root = join('test/fixtures', name);
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Promise.all(
    someOf(folders, root).map(async (entry) => {
      const model = await openLocalModel(join(root, entry.name));
      const { path, ...source } = await findModelSource(model);
      return { file: path, source };
    }),
  );
}
