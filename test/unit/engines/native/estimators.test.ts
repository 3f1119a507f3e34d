import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { predictRows } from '../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { loadPlan } from '../../../../src/core/engines/native/load-plan.ts';
import { predictMethods } from '../../../../src/core/engines/native/methods.ts';
import type { ModelSource } from '../../../../src/core/engines/native/model-source.ts';
import { UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import { compareAnswers } from '../../../helpers/compare-answers.ts';
import { type EstimatorFixture, estimatorFixtures } from '../../../helpers/estimator-fixtures.ts';
import { type Replayed, estimatorTable } from '../../../helpers/estimator-table.ts';

const page = 'docs/ESTIMATORS.md';
const fixtures = estimatorFixtures();
const replayed: Replayed[] = [];

describe.each(fixtures)('$name', (fixture) => {
  const cases = fixture.cases();
  const methods = predictMethods.filter((method) => cases.some(({ answers }) => answers[method]));

  it('answers as the library did', async () => {
    let largest = 0;
    let answerCount = 0;
    const differences: string[] = [];
    for (const method of methods) {
      const plan = await loadPlan({ ...sourceOf(fixture), method });
      for (const { name, input, answers } of cases) {
        const answer = answers[method];
        if (!answer) continue;
        const compared = compareAnswers(
          () => predictRows(plan, input, { firstRow: 0 }),
          answer,
          fixture.tolerance,
        );
        largest = Math.max(largest, compared.largest);
        answerCount += 1;
        differences.push(...compared.differences.map((text) => `${method} of ${name}: ${text}`));
      }
    }
    expect(differences).toEqual([]);
    replayed.push({ fixture, methods, largest, answerCount });
  });

  it('has no other methods', async () => {
    for (const method of predictMethods.filter((name) => !methods.includes(name))) {
      const source = { ...sourceOf(fixture), method };
      await expect(loadPlan(source)).rejects.toThrow(UnsupportedFlavorError);
    }
  });
});

it('have the table in docs/ESTIMATORS.md', () => {
  const text = estimatorTable(replayed);
  if (process.env['MLINVOKE_WRITE_ESTIMATORS']) writeFileSync(page, text);
  expect(readFileSync(page, 'utf8')).toBe(text);
});

function sourceOf(fixture: EstimatorFixture): Omit<ModelSource, 'method'> {
  const { file, format, modelClass, sklearnVersion } = fixture;
  return {
    path: file,
    format,
    ...(modelClass !== undefined && { modelClass }),
    ...(sklearnVersion && { sklearnVersion }),
  };
}
