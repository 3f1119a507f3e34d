import { sharedFloats, sharedIntegers } from '../../shared-memory.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type {
  Sigmoids,
  SupportVectors,
  SvmClassifierPlan,
  SvmOneClassPlan,
  SvmRegressorPlan,
} from './plans.ts';
import { readSupport } from './read-support.ts';

/** sklearn.svm.SVC and NuSVC, 0.22 to 1.9. */
export function translateSvmClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): SvmClassifierPlan {
  const counts = state.numbers('_n_support').values;
  const classCount = counts.length;
  if (classCount < 2) throw state.unexpected('_n_support', 'a number for each class');
  const pairCount = (classCount * (classCount - 1)) / 2;
  const support = readSupport(state, child, {
    coefficientRows: classCount - 1,
    intercepts: pairCount,
  });
  const sigmoids = readSigmoids(state, pairCount);
  const isOneAgainstRest = readShape(state) === 'ovr';
  const breaksTies = state.boolean('break_ties');
  if (breaksTies && !isOneAgainstRest) {
    throw state.refusal('whose break_ties needs the decision_function_shape "ovr"');
  }
  return {
    kind: 'svm-classifier',
    rules: svmRules(state, support),
    support,
    labels: classLabels(state, classCount),
    classStarts: classStarts(state, counts, support.count),
    ...(sigmoids && { sigmoids }),
    isOneAgainstRest,
    breaksTies,
  };
}

/** sklearn.svm.SVR and NuSVR. */
export function translateSvmRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): SvmRegressorPlan {
  const support = readSupport(state, child, { coefficientRows: 1, intercepts: 1 });
  const rules = svmRules(state, support);
  return { kind: 'svm-regressor', rules, support };
}

/** sklearn.svm.OneClassSVM. */
export function translateSvmOneClass(
  state: EstimatorState,
  child: ChildTranslator,
): SvmOneClassPlan {
  const support = readSupport(state, child, { coefficientRows: 1, intercepts: 1 });
  return {
    kind: 'svm-one-class',
    rules: svmRules(state, support),
    support,
    offset: state.number('offset_'),
  };
}

function svmRules(state: EstimatorState, { featureCount }: SupportVectors): InputRules {
  return inputRules(state, featureCount, { allowsNaN: false, conversion: 'float64' });
}

function readShape(state: EstimatorState): 'ovr' | 'ovo' {
  const shape = state.string('decision_function_shape') ?? '';
  if (shape === 'ovr' || shape === 'ovo') return shape;
  throw state.refusal(`whose decision_function_shape is "${shape}"`);
}

function classStarts(state: EstimatorState, counts: Float64Array, total: number): Int32Array {
  const starts = [0];
  let sum = 0;
  for (const count of counts) {
    if (count >= 0) sum += count;
    starts.push(sum);
  }
  if (sum !== total || counts.some((count) => count < 0)) {
    throw state.unexpected('_n_support', `counts of ${total} support vectors`);
  }
  return sharedIntegers(starts);
}

/** Since 1.9 the parameter is "deprecated" where it was False. */
function readSigmoids(state: EstimatorState, pairCount: number): Sigmoids | undefined {
  const probability = state.value('probability');
  if (probability === 'deprecated' || !state.boolean('probability')) return undefined;
  const slopes = state.numbers('_probA').values;
  const offsets = state.numbers('_probB').values;
  if (slopes.length !== pairCount || offsets.length !== pairCount) {
    throw state.unexpected('_probA', `${pairCount} numbers, as many as _probB`);
  }
  return { slopes: sharedFloats(slopes), offsets: sharedFloats(offsets) };
}
