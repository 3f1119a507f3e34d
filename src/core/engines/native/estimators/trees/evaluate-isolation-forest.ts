import type { Tensor } from '../../../../data/tensor.ts';
import { floatTensor } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { sumLeaves } from '../../tree-ensemble/sum-leaves.ts';
import type { IsolationForestPlan } from './plans.ts';

/** sklearn.ensemble.IsolationForest: 1 for rows that belong, -1 for others, or their scores. */
export function evaluateIsolationForest(
  plan: IsolationForestPlan,
  matrix: Matrix,
  method: PredictMethod,
): Tensor {
  const scores = sumLeaves(plan.ensemble, matrix).map((depth) => scoreOf(depth, plan.denominator));
  const shape = [scores.length];
  if (method === 'score_samples') return floatTensor(scores, shape);
  const decisions = scores.map((score) => decisionOf(score, plan.offset));
  if (method === 'decision_function') return floatTensor(decisions, shape);
  const values = BigInt64Array.from(decisions, (decision) => (decision < 0 ? -1n : 1n));
  return { kind: 'tensor', dtype: 'int64', shape, values };
}

/** Trees that were fitted to a single row have no depth, and score -0.5. */
function scoreOf(depth: number, denominator: number): number {
  return -(2 ** -(denominator === 0 ? 1 : depth / denominator));
}

/**
 * With `contamination` the offset is mostly the score of some row of the training data, whose
 * decision is then 0, an inlier. The last bits of a power differ between builds of NumPy and from
 * ours, so a score that equals the offset but for them is taken for that row's.
 */
function decisionOf(score: number, offset: number): number {
  const difference = score - offset;
  return Math.abs(difference) <= 1e-15 && offset !== -0.5 ? 0 : difference;
}
