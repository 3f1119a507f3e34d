import type { NumpyArray } from '../../../../../formats/numpy-array.ts';
import { classLabels } from '../../../translate/class-labels.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../../translate/translator.ts';
import { buildEnsemble } from '../../../tree-ensemble/build-ensemble.ts';
import { readBoostedStart } from './boosted-start.ts';
import { checkAlike } from '../join-trees.ts';
import type {
  BoostedClassifierPlan,
  BoostedRegressorPlan,
  BoostedScores,
  StartLink,
} from '../plans.ts';
import { type SklearnTree, readTree } from '../read-tree.ts';

/** Losses of the regressor by all names that they had (`ls` and `lad` until 1.1). */
const regressorLosses = [
  'squared_error',
  'ls',
  'absolute_error',
  'lad',
  'huber',
  'quantile',
] as const;

/** sklearn.ensemble.GradientBoostingRegressor: no loss has a link. */
export function translateGradientBoostingRegressor(
  state: EstimatorState,
  child: ChildTranslator,
): BoostedRegressorPlan {
  readLoss(state, regressorLosses);
  const scores = readScores(state, child, 'identity');
  if (scores.ensemble.outputCount !== 1) throw state.refusal('which has several trees a stage');
  return { kind: 'boosted-regressor', ...scores, link: 'identity' };
}

/**
 * sklearn.ensemble.GradientBoostingClassifier. Until 1.3 losses of their own (`_gb_losses`) made
 * the label out of the probabilities, save for the exponential loss; since 1.4 out of the scores.
 */
export function translateGradientBoostingClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): BoostedClassifierPlan {
  const loss = readLoss(state, ['log_loss', 'deviance', 'exponential']);
  const isExponential = loss === 'exponential';
  const isNew = isAtLeast(state.version, 1, 4);
  const classCount = state.integer('n_classes_');
  const scoreCount = classCount === 2 ? 1 : classCount;
  if (classCount < 2 || (isExponential && classCount > 2)) {
    throw state.refusal(`whose loss "${loss}" knows no ${classCount} classes`);
  }
  const scores = readScores(state, child, classifierLink({ isExponential, isNew, scoreCount }));
  if (scores.ensemble.outputCount !== scoreCount) {
    throw state.refusal(`which has not ${scoreCount} trees a stage`);
  }
  return {
    kind: 'boosted-classifier',
    ...scores,
    labels: classLabels(state, classCount),
    steepness: isExponential ? 2 : 1,
    softmax: isNew ? 'extmath' : 'logsumexp',
    decision: isNew || isExponential ? 'non-negative' : 'probability',
    hasLogProbability: true,
  };
}

function classifierLink(of: {
  readonly isExponential: boolean;
  readonly isNew: boolean;
  readonly scoreCount: number;
}): StartLink {
  if (of.scoreCount > 1) return of.isNew ? 'centred-log' : 'log';
  return of.isExponential ? 'half-logit' : 'logit';
}

function readLoss<T extends string>(state: EstimatorState, known: readonly T[]): T {
  const loss = state.string('loss');
  const found = known.find((name) => name === loss);
  if (found === undefined) throw state.refusal(`whose loss is "${loss ?? 'None'}"`);
  return found;
}

/** Trees in their stages, with values that are already multiplied with the learning rate. */
function readScores(state: EstimatorState, child: ChildTranslator, link: StartLink): BoostedScores {
  const array = state.array('estimators_');
  const [stages = 0, outputCount = 0] = array.shape;
  if (array.shape.length !== 2 || stages * outputCount === 0) {
    throw state.unexpected('estimators_', 'an array of trees in two dimensions');
  }
  const trees = readTrees(state, array, child);
  const { featureCount, valueCount } = checkAlike(state, trees);
  if (valueCount !== 1) throw state.refusal('whose trees hold more than one value');
  const learningRate = state.number('learning_rate');
  const start = readBoostedStart(state, child, { link, outputCount });
  const saved = trees.map((tree, index) => ({
    ...tree,
    // predict_stages takes no missing values, so that the flags of 1.3 and later say nothing.
    flags: [],
    values: tree.values.map((value) => learningRate * value),
    output: index % outputCount,
  }));
  const shape = {
    featureCount,
    valueCount: 1,
    outputCount,
    ...(start.initial && { initial: start.initial }),
    refuse: (reason: string) => state.refusal(reason),
  };
  const oneTree = { ...shape, outputCount: 1 };
  return {
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'float32' }),
    ensemble: buildEnsemble(saved, shape),
    ...(start.start && {
      start: {
        ...start.start,
        trees: saved.map((tree) => buildEnsemble([{ ...tree, output: 0 }], oneTree)),
      },
    }),
  };
}

function readTrees(
  state: EstimatorState,
  array: NumpyArray,
  child: ChildTranslator,
): readonly SklearnTree[] {
  if (array.dtype !== 'object') throw state.unexpected('estimators_', 'an array of trees');
  return array.values.map((value, index) => {
    const member = child.state(value, `tree ${index} of ${state.place}`);
    if (member.className === 'sklearn.tree.DecisionTreeRegressor') return readTree(member);
    throw state.refusal(`whose tree ${index} is not a DecisionTreeRegressor`);
  });
}
