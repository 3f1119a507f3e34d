import type { PredictMethod } from '../../methods.ts';
import { predictMethods } from '../../methods.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { ChainPlan, MultiOutputPlan } from './plans.ts';
import { numberList, translateMembers } from './translate-members.ts';

/**
 * sklearn.multioutput.MultiOutputRegressor and MultiOutputClassifier. The latter's predict_proba
 * is a list of arrays, which no answer of a server can be: it has only `predict` here.
 */
export function translateMultiOutput(
  state: EstimatorState,
  child: ChildTranslator,
): MultiOutputPlan {
  const members = translateMembers(state, child);
  requirePredict(state, members, child);
  const isOld = !isAtLeast(state.version, 0, 24);
  if (!isOld) return { kind: 'multi-output', members };
  // check_array asks for finite numbers, of as many features as the members check for.
  const [first] = members;
  const featureCount = first && 'rules' in first && first.rules ? first.rules.featureCount : 0;
  if (featureCount === 0) return { kind: 'multi-output', members };
  const rules = {
    estimator: state.shortName,
    featureCount,
    allowsNaN: false,
    conversion: 'numeric' as const,
  };
  return { kind: 'multi-output', members, rules };
}

/** sklearn.multioutput.RegressorChain. */
export function translateRegressorChain(state: EstimatorState, child: ChildTranslator): ChainPlan {
  return { ...translateChain(state, child), methods: ['predict'] };
}

/** sklearn.multioutput.ClassifierChain; predict_log_proba since 1.4, chain_method since 1.5. */
export function translateClassifierChain(state: EstimatorState, child: ChildTranslator): ChainPlan {
  const chain = translateChain(state, child);
  const has = (method: PredictMethod): boolean =>
    chain.members.every((member) => child.methodsOf(member).includes(method));
  const methods: PredictMethod[] = ['predict'];
  if (has('predict_proba')) {
    methods.push('predict_proba');
    if (isAtLeast(state.version, 1, 4)) methods.push('predict_log_proba');
  }
  if (has('decision_function')) methods.push('decision_function');
  const link = state.has('chain_method_') ? state.string('chain_method_') : 'predict';
  const linkMethod = predictMethods.find((name) => name === link);
  if (!linkMethod || !has(linkMethod)) {
    throw state.refusal(`whose attribute chain_method_ is "${link}", which its estimators lack`);
  }
  return { ...chain, methods, linkMethod };
}

function translateChain(state: EstimatorState, child: ChildTranslator): ChainPlan {
  const members = translateMembers(state, child);
  requirePredict(state, members, child);
  const order = numberList(state, 'order_') ?? [];
  const expected = members.map((_, at) => at);
  if ([...order].sort((a, b) => a - b).join() !== expected.join()) {
    throw state.unexpected('order_', `the numbers of ${members.length} outputs`);
  }
  if (!state.has('n_features_in_')) throw state.unexpected('n_features_in_', 'a number');
  return {
    kind: 'chain',
    rules: inputRules(state, state.integer('n_features_in_'), {
      allowsNaN: false,
      conversion: 'numeric',
    }),
    members,
    order,
    linkMethod: 'predict',
    methods: ['predict'],
    isBinaryOnly: isAtLeast(state.version, 1, 5),
  };
}

function requirePredict(
  state: EstimatorState,
  members: readonly EstimatorPlan[],
  child: ChildTranslator,
): void {
  if (members.every((member) => child.methodsOf(member).includes('predict'))) return;
  throw state.refusal('whose estimators cannot predict');
}
