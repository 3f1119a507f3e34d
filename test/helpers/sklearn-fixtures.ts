import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Table } from '../../src/core/data/table.ts';
import type { Tensor } from '../../src/core/data/tensor.ts';
import { type PredictMethod, predictMethods } from '../../src/core/engines/native/methods.ts';
import { type WireInput, toInput } from './recorded-inputs.ts';
import { recordedNames, someOf } from './recorded-names.ts';

/** What scikit-learn answered, or the first line of what it raised. */
export type SklearnAnswer =
  | { readonly error: string }
  | {
      readonly dtype: string;
      readonly shape: number[];
      readonly values: unknown[];
      /** Of a frame the names of its columns, and which of them hold integers. */
      readonly columns?: readonly (string | number)[];
      readonly integers?: readonly boolean[];
    };

/** One input and the answers of every method to it. */
export interface SklearnCase {
  readonly name: string;
  readonly input: Table | Tensor;
  readonly answers: Partial<Record<PredictMethod, SklearnAnswer>>;
}

export interface SklearnFixture {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly format: 'skops' | 'pickle';
  readonly cases: readonly SklearnCase[];
}

const root = 'test/fixtures/sklearn';

/** All models in test/fixtures/sklearn, which scripts/record_sklearn_fixtures.py recorded. */
export function sklearnFixtures(): SklearnFixture[] {
  return recordedNames(root).map((name) => {
    const folder = join(root, name);
    const isSkops = readdirSync(folder).includes('model.skops');
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    return {
      name,
      folder,
      file: join(folder, isSkops ? 'model.skops' : 'model.pkl'),
      format: isSkops ? 'skops' : 'pickle',
      cases: someOf<WireCase>(expected.cases, folder).map((item) => ({
        name: item.name,
        input: toInput(item.input),
        answers: knownAnswers(item.answers, `${folder}, ${item.name}`),
      })),
    };
  });
}

/** The recorded answers. Throws when there are none, or of a method that no test would ask for. */
export function knownAnswers(
  answers: SklearnCase['answers'],
  place: string,
): SklearnCase['answers'] {
  const methods: readonly string[] = someOf(Object.keys(answers), place);
  const unknown = methods.filter((name) => !predictMethods.some((method) => method === name));
  if (unknown.length > 0) throw new Error(`${place} has answers of ${unknown.join(', ')}.`);
  return answers;
}

type WireCase = Omit<SklearnCase, 'input'> & { readonly input: WireInput };
