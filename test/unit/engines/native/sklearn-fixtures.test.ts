import { describe, expect, it } from 'vitest';
import { UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import type { Tensor } from '../../../../src/core/data/tensor.ts';
import { evaluatePlan } from '../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { loadPlan } from '../../../../src/core/engines/native/load-plan.ts';
import { predictMethods } from '../../../../src/core/engines/native/methods.ts';
import { compareAnswers } from '../../../helpers/compare-answers.ts';
import { sklearnFixtures } from '../../../helpers/sklearn-fixtures.ts';

const fixtures = sklearnFixtures();

it('finds fixtures of the oldest and the newest scikit-learn', () => {
  expect(fixtures.length).toBeGreaterThan(40);
  for (const version of ['0.23', '1.0', '1.2', '1.3', '1.5', '1.8', '1.9']) {
    expect(fixtures.some(({ name }) => name.includes(`-${version}.`))).toBe(true);
  }
});

describe.each(fixtures)('$name', ({ file, format, cases }) => {
  const methods = predictMethods.filter((method) => cases.some(({ answers }) => answers[method]));

  it.each(methods)('%s answers as scikit-learn did', async (method) => {
    const plan = await loadPlan({ path: file, format, method });
    const differences = cases.flatMap(({ name, input, answers }) => {
      const answer = answers[method];
      const predict = (): Tensor => evaluatePlan(plan, input, { firstRow: 0 });
      return answer
        ? compareAnswers(predict, answer).differences.map((difference) => `${name}: ${difference}`)
        : [];
    });
    expect(differences).toEqual([]);
  });

  const others = predictMethods.filter((method) => !methods.includes(method));
  it.runIf(others.length > 0).each(others)('refuses %s at load', async (method) => {
    await expect(loadPlan({ path: file, format, method })).rejects.toThrow(UnsupportedFlavorError);
  });
});
