import { afterAll, describe, expect, it } from 'vitest';
import { predictRows } from '../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { loadPlan } from '../../src/core/engines/native/load-plan.ts';
import { type PredictMethod, predictMethods } from '../../src/core/engines/native/methods.ts';
import type { Plan } from '../../src/core/engines/native/plan.ts';
import { UnsupportedFlavorError } from '../../src/core/errors.ts';
import { compareAnswers } from '../helpers/compare-answers.ts';
import { type EstimatorFixture, estimatorFixtures } from '../helpers/estimator-fixtures.ts';

/** What `npm run sweep` has just recorded. */
const fixtures = estimatorFixtures('test-results/sweep');
const refusals = new Map<string, number>();

describe.each(fixtures)('$name', (fixture) => {
  it('answers as the library did, or refuses by name', async () => {
    const differences: string[] = [];
    const cases = fixture.cases();
    for (const method of predictMethods) {
      if (!cases.some(({ answers }) => answers[method])) continue;
      const plan = await planOrRefusal(fixture, method);
      if (!plan) continue;
      for (const { name, input, answers } of cases) {
        const answer = answers[method];
        if (!answer) continue;
        const answerOfPlan = () => predictRows(plan, input, { firstRow: 0 });
        const found = compareAnswers(answerOfPlan, answer, fixture.tolerance).differences;
        differences.push(...found.map((text) => `${method} of ${name}: ${text}`));
      }
    }
    expect(differences).toEqual([]);
  });
});

afterAll(() => {
  for (const [reason, count] of refusals) console.log(`refused ${count} times: ${reason}`);
});

async function planOrRefusal(
  { file, format, sklearnVersion, estimators }: EstimatorFixture,
  method: PredictMethod,
): Promise<Plan | undefined> {
  try {
    const version = sklearnVersion !== undefined && { sklearnVersion };
    return await loadPlan({ path: file, format, method, ...version });
  } catch (error) {
    if (!(error instanceof UnsupportedFlavorError)) throw error;
    const reason = `${estimators.join()}, ${method}: ${error.message}`;
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
    return undefined;
  }
}
