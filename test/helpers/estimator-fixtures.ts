import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModelFormat } from '../../src/core/engines/native/model-source.ts';
import { type WireInput, toInput } from './recorded-inputs.ts';
import { recordedNames, someOf } from './recorded-names.ts';
import { type SklearnCase, knownAnswers } from './sklearn-fixtures.ts';

/** A model of one kind, saved by one version of a library, with what that version answers. */
export interface EstimatorFixture {
  /** `linear/ridge/sklearn-1.2.2.pkl`. */
  readonly name: string;
  readonly family: string;
  readonly file: string;
  readonly format: ModelFormat;
  /** The class that a flavor would name, for files of a library's own. */
  readonly modelClass?: string;
  /** The classes that it stands for in docs/ESTIMATORS.md. */
  readonly estimators: readonly string[];
  /** The distribution and the version that saved it. */
  readonly library: string;
  readonly libraryVersion: string;
  readonly sklearnVersion?: string;
  readonly tolerance: number;
  /** Reads the recorded inputs and answers. */
  readonly cases: () => readonly SklearnCase[];
}

const recorded = 'test/fixtures/estimators';

/** What a model's file holds, by the end of its name. */
const formats: ReadonlyMap<string, ModelFormat> = new Map([
  ['pkl', 'pickle'],
  ['skops', 'skops'],
  ['ubj', 'xgboost'],
  ['xgbjson', 'xgboost'],
  ['lgb', 'lightgbm'],
]);

/** All models that scripts/record_estimators.py recorded, or those of a sweep. */
export function estimatorFixtures(root = recorded): EstimatorFixture[] {
  return recordedNames(root).flatMap((family) => {
    const names = recordedNames(join(root, family));
    return names.flatMap((name) => fixturesOf(join(root, family, name), `${family}/${name}`));
  });
}

function fixturesOf(folder: string, caseName: string): EstimatorFixture[] {
  const file: CaseFile = JSON.parse(readFileSync(join(folder, 'recordings.json'), 'utf8'));
  const models = recordedNames(folder).filter((model) => model !== 'recordings.json');
  return someOf(models, folder).map((model) => {
    const ending = model.lastIndexOf('.');
    const format = formats.get(model.slice(ending + 1));
    const recording = file.recordings[model.slice(0, ending)];
    if (!format || !recording) throw new Error(`${folder}/${model} has no recording.`);
    const { estimators, library, modelClass, tolerance, versions } = recording;
    return {
      name: `${caseName}/${model}`,
      family: dirname(caseName),
      file: join(folder, model),
      format,
      ...(modelClass !== undefined && { modelClass }),
      estimators,
      library,
      libraryVersion: versions[library] ?? '',
      ...(versions['scikit-learn'] && { sklearnVersion: versions['scikit-learn'] }),
      tolerance,
      cases: () => readCases(folder, file, recording),
    };
  });
}

/** What scripts/estimators/case_file.py writes. */
interface CaseFile {
  readonly inputs: Readonly<Record<string, WireInput>>;
  readonly recordings: Readonly<Record<string, Recording>>;
  readonly answers: readonly (readonly RecordedCase[])[];
}

interface Recording {
  readonly estimators: readonly string[];
  readonly library: string;
  readonly modelClass?: string;
  readonly tolerance: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Which list of answers. */
  readonly answers: number;
}

interface RecordedCase {
  readonly name: string;
  readonly input?: WireInput;
  readonly answers: SklearnCase['answers'];
}

function readCases(folder: string, file: CaseFile, recording: Recording): SklearnCase[] {
  const cases = file.answers[recording.answers];
  if (!cases) throw new Error(`The recordings in ${folder} have no answers ${recording.answers}.`);
  return someOf(cases, folder).map(({ name, input, answers }) => {
    const wire = input ?? file.inputs[name];
    if (!wire) throw new Error(`The recordings in ${folder} have no input "${name}".`);
    return { name, input: toInput(wire), answers: knownAnswers(answers, `${folder}, ${name}`) };
  });
}
