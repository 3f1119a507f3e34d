import { describe, expect, it } from 'vitest';
import { inferSignature } from '../../../../src/core/engines/native/infer-signature.ts';
import { loadPlan } from '../../../../src/core/engines/native/load-plan.ts';
import type { PredictMethod } from '../../../../src/core/engines/native/methods.ts';

async function infer(name: string, method: PredictMethod = 'predict') {
  const path = `test/fixtures/sklearn/${name}/model.pkl`;
  return inferSignature(await loadPlan({ path, format: 'pickle', method }));
}

const scalar = (type: string) => ({ type: { kind: 'scalar', type }, required: true });

describe('the signature of a model without one', () => {
  it('has the names of the features and the type of the classes', async () => {
    const inferred = await infer('tree-text-1.3.2-cloudpickle');
    const names = ['sepal length', 'sepal width', 'petal length', 'petal width'];
    expect(inferred).toEqual({
      signature: {
        inputs: {
          kind: 'columns',
          columns: names.map((name) => ({ name, ...scalar('double') })),
        },
        outputs: { kind: 'columns', columns: [scalar('string')] },
      },
      example: { dataframe_split: { columns: names, data: [[0.5, 0.5, 0.5, 0.5]] } },
    });
  });

  it('counts features that have no names', async () => {
    const inferred = await infer('logistic-bool-1.2.2-cloudpickle');
    expect(inferred?.example).toEqual({ inputs: [[0.5, 0.5, 0.5, 0.5]] });
    expect(inferred?.signature.outputs).toEqual({
      kind: 'columns',
      columns: [scalar('boolean')],
    });
  });

  it('has a column for each class of the probabilities', async () => {
    const inferred = await infer('tree-text-1.3.2-cloudpickle', 'predict_proba');
    expect(inferred?.signature.outputs).toMatchObject({
      columns: [scalar('double'), scalar('double'), scalar('double')],
    });
  });
});
