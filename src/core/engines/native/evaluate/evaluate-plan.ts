import type { Table } from '../../../data/table.ts';
import type { Tensor } from '../../../data/tensor.ts';
import type { Plan, PredictMethod, PredictorPlan } from '../plan.ts';
import { evaluateLinearClassifier, evaluateLinearRegressor } from './evaluate-linear.ts';
import { evaluateStandardScaler } from './evaluate-scaler.ts';
import { evaluateTreeClassifier, evaluateTreeRegressor } from './evaluate-trees.ts';
import type { MatrixSource, RowOrigin } from './matrix.ts';
import { toMatrix } from './to-matrix.ts';

/**
 * Predicts for all rows in the calling thread. Throws MlflowError BAD_REQUEST for input that
 * scikit-learn would refuse; rows in messages are counted from `origin.firstRow`.
 */
export function evaluatePlan(plan: Plan, input: Table | Tensor, origin: RowOrigin): Tensor {
  return evaluatePredictor(plan.predictor, input, { origin, method: plan.method });
}

interface Context {
  readonly origin: RowOrigin;
  readonly method: PredictMethod;
}

function evaluatePredictor(plan: PredictorPlan, input: MatrixSource, context: Context): Tensor {
  const { origin, method } = context;
  switch (plan.kind) {
    case 'pipeline': {
      let source = input;
      for (const step of plan.transformers) {
        const matrix = evaluateStandardScaler(step, toMatrix(source, step.rules, origin));
        source = { kind: 'matrix', ...matrix };
      }
      return evaluatePredictor(plan.predictor, source, context);
    }
    case 'linear-regressor':
      return evaluateLinearRegressor(plan, toMatrix(input, plan.rules, origin));
    case 'linear-classifier':
      return evaluateLinearClassifier(plan, toMatrix(input, plan.rules, origin), method);
    case 'tree-regressor':
      return evaluateTreeRegressor(plan, toMatrix(input, plan.rules, origin));
    case 'tree-classifier':
      return evaluateTreeClassifier(plan, toMatrix(input, plan.rules, origin), method);
  }
}
