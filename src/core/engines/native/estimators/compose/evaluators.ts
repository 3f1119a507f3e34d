import { MlflowError } from '../../../../errors.ts';
import {
  type Evaluators,
  type Parts,
  regressorMethods,
  transformerMethods,
} from '../../evaluate/evaluator.ts';
import type { EstimatorPlan } from '../../plan.ts';
import { elementType } from '../../rows/element-type.ts';
import { joinParts } from '../../rows/join-parts.ts';
import { type Rows, countRows } from '../../rows/rows.ts';
import { columnFeatures } from './column-features.ts';
import { evaluateColumnTransformer } from './evaluate-column-transformer.ts';
import { evaluateUfunc } from './evaluate-ufunc.ts';
import { invertTarget } from './invert-target.ts';
import { weighted } from './weighted.ts';
import type { ComposePlan } from './plans.ts';

/** How each kind of plan of this family is run. */
export const composeEvaluators: Evaluators<ComposePlan> = {
  pipeline: {
    methods: (plan, { methodsOf }) => methodsOf(plan.last),
    rowCost: (plan, parts) => sumOfCosts([...plan.steps, plan.last], parts),
    evaluate: (plan, input, { method, evaluate }) => {
      let rows: Rows = input;
      for (const step of plan.steps) rows = evaluate(step, rows, 'transform');
      return evaluate(plan.last, rows, method);
    },
    features: (plan, { featuresOf }) => featuresOf(plan.steps[0] ?? plan.last),
  },
  'pass-through': {
    methods: () => transformerMethods,
    rowCost: () => 1,
    evaluate: (_, input) => input,
    features: () => undefined,
  },
  ufunc: {
    methods: () => transformerMethods,
    rowCost: () => 10,
    evaluate: (plan, input, { origin }) => evaluateUfunc(plan, input, origin),
    features: () => undefined,
  },
  'column-transformer': {
    methods: () => transformerMethods,
    rowCost: (plan, parts) =>
      sumOfCosts(
        plan.parts.map((part) => part.plan),
        parts,
      ) + plan.featureCount,
    evaluate: evaluateColumnTransformer,
    features: columnFeatures,
  },
  'feature-union': {
    methods: () => transformerMethods,
    rowCost: (plan, parts) =>
      sumOfCosts(
        plan.parts.map((part) => part.plan),
        parts,
      ),
    evaluate: (plan, input, { evaluate, origin }) => {
      const outputs = plan.parts.map((part) =>
        weighted(evaluate(part.plan, input, 'transform'), part.weight),
      );
      const isSparse = outputs.some(({ kind }) => kind === 'sparse');
      if (isSparse) refuseObjects(outputs);
      return joinParts(outputs, { rowCount: countRows(input), isSparse, origin });
    },
    features: (plan, { featuresOf }) => {
      const [first] = plan.parts;
      return first && featuresOf(first.plan);
    },
  },
  'transformed-target': {
    methods: () => regressorMethods,
    rowCost: (plan, { rowCostOf }) => rowCostOf(plan.regressor) + 5,
    evaluate: (plan, input, { evaluate }) => {
      const predicted = evaluate(plan.regressor, input, 'predict');
      if (predicted.kind === 'tensor') return invertTarget(plan, predicted);
      throw new Error('A regressor answered with something else than a tensor.');
    },
    features: (plan, { featuresOf }) => featuresOf(plan.regressor),
  },
};

/** scipy puts no objects beside sparse rows, and FeatureUnion does not make numbers of them. */
function refuseObjects(outputs: readonly Rows[]): void {
  if (!outputs.some((rows) => elementType(rows) === 'object')) return;
  throw new MlflowError(
    'BAD_REQUEST',
    'A part of FeatureUnion hands on texts or mixed types, which cannot stand beside the sparse ' +
      'output of another part; send numbers of one type.',
  );
}

function sumOfCosts(plans: readonly EstimatorPlan[], { rowCostOf }: Parts): number {
  return plans.reduce((sum, plan) => sum + rowCostOf(plan), 0);
}
