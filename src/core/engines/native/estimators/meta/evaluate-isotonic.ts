import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { interpolate } from './isotonic-steps.ts';
import type { IsotonicPlan } from './plans.ts';

/** IsotonicRegression.predict and transform of one feature, with or without a second dimension. */
export function evaluateIsotonic(plan: IsotonicPlan, input: Rows, { origin }: Call): Tensor {
  const isFlat = input.kind === 'tensor' && input.shape.length === 1;
  if (!isFlat && !plan.takesMatrix) {
    throw new MlflowError(
      'BAD_REQUEST',
      'IsotonicRegression of scikit-learn before 0.24 takes an array of one dimension only; ' +
        'send the values as a plain list.',
    );
  }
  const rows = isFlat ? { ...input, shape: [input.shape[0] ?? 0, 1] } : input;
  const { values } = toMatrix(rows, plan.rules, origin);
  const answers = Float64Array.from(values, (value) => interpolate(plan.steps, value));
  return floatTensor(answers, [answers.length], plan.steps.isFloat32);
}
