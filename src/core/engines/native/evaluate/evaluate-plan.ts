import type { Table } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';
import type { PredictMethod } from '../methods.ts';
import type { EstimatorPlan, Plan } from '../plan.ts';
import type { RowOrigin, Rows } from '../rows/rows.ts';
import { stackColumns } from '../rows/stack-columns.ts';
import type { Evaluator, Parts } from './evaluator.ts';
import { evaluators } from './evaluators.ts';
import { type InputFeature, numericFeatures } from './input-feature.ts';
import { toTensor } from './output.ts';

/**
 * Predicts for all rows in the calling thread: a table where the library answers a frame. Throws
 * MlflowError BAD_REQUEST for input that the library would refuse; rows in messages are counted
 * from `origin.firstRow`.
 */
export function predictRows(plan: Plan, input: Table | Tensor, origin: RowOrigin): Table | Tensor {
  const rows = evaluatePart(plan.root, input, { method: plan.method, origin });
  return rows.kind === 'table' ? rows : toTensor(rows);
}

/** The same as an array (np.asarray). */
export function evaluatePlan(plan: Plan, input: Table | Tensor, origin: RowOrigin): Tensor {
  const rows = predictRows(plan, input, origin);
  return rows.kind === 'table' ? toTensor(stackColumns([rows])) : rows;
}

interface Request {
  readonly method: PredictMethod;
  readonly origin: RowOrigin;
}

function evaluatePart(plan: EstimatorPlan, input: Rows, { method, origin }: Request): Rows {
  return evaluatorOf(plan).evaluate(plan, input, {
    method,
    origin,
    evaluate: (child, rows, childMethod) =>
      evaluatePart(child, rows, { method: childMethod, origin }),
  });
}

/** The methods that a part of a model has. */
export function methodsOf(plan: EstimatorPlan): readonly PredictMethod[] {
  return evaluatorOf(plan).methods(plan, parts);
}

/** About how many steps one row costs in a part and all parts below it. */
export function rowCostOf(plan: EstimatorPlan): number {
  return evaluatorOf(plan).rowCost(plan, parts);
}

/** Whether a part, without those below it, must see all rows of a request at once. */
export function keepsRowsTogether(plan: EstimatorPlan): boolean {
  return evaluatorOf(plan).keepsRowsTogether === true;
}

/** The features that a part takes, as far as its state tells. */
export function featuresOf(plan: EstimatorPlan): readonly InputFeature[] | undefined {
  const { features } = evaluatorOf(plan);
  if (features) return features(plan, parts);
  return 'rules' in plan ? numericFeatures(plan.rules) : undefined;
}

const parts: Parts = { methodsOf, rowCostOf, featuresOf };

/** The entry of a plan's kind takes plans of that kind, which TypeScript cannot follow. */
function evaluatorOf(plan: EstimatorPlan): Evaluator<EstimatorPlan> {
  return evaluators[plan.kind] as Evaluator<EstimatorPlan>;
}
