import { isTagged } from '../../../../../formats/python-value.ts';
import type { EstimatorPlan } from '../../../plan.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import type { ChildTranslator } from '../../../translate/translator.ts';
import { applyStartLink } from './start-link.ts';
import type { BoostedStart, StartLink } from '../plans.ts';

/**
 * Plans whose predict_proba stands in memory row after row, as `predict_stages` of several classes
 * took for granted until 1.2: GaussianNB and HistGradientBoosting answer column after column.
 */
const rowAfterRow: ReadonlySet<EstimatorPlan['kind']> = new Set([
  'adaboost-classifier',
  'bagging-classifier',
  'dummy-constant',
  'dummy-random',
  'linear-classifier',
  'svm-classifier',
  'tree-classifier',
  'voting-classifier',
]);

/** Where the scores of a GradientBoosting begin: `init_`, a constant or another estimator. */
export function readBoostedStart(
  state: EstimatorState,
  child: ChildTranslator,
  options: { readonly link: StartLink; readonly outputCount: number },
): { readonly initial?: Float64Array; readonly start?: Omit<BoostedStart, 'trees'> } {
  const { link, outputCount } = options;
  const saved = state.value('init_');
  if (saved === 'zero') return {};
  if (saved === undefined || !isTagged(saved) || saved.kind !== 'object') {
    throw state.unexpected('init_', '"zero" or an estimator');
  }
  const place = `init_ of ${state.place}`;
  // np.finfo of float32 until 1.7, then of float64.
  const epsilon = isAtLeast(state.version, 1, 8) ? 2 ** -52 : 2 ** -23;
  const how = { link, epsilon, keepsFloat32: !isAtLeast(state.version, 1, 4) };
  const values = readConstant(child.state(saved, place), outputCount);
  if (values) return { initial: applyStartLink({ values, isFloat32: false }, outputCount, how) };
  const estimator = child.part(saved, place);
  const method = link === 'identity' ? 'predict' : 'predict_proba';
  if (!child.methodsOf(estimator).includes(method)) {
    throw state.refusal(`whose init_ has no ${method}`);
  }
  if (outputCount > 1 && !isAtLeast(state.version, 1, 3) && !rowAfterRow.has(estimator.kind)) {
    throw state.refusal(
      'whose init_ may answer column after column, where scikit-learn before 1.3 takes the ' +
        "numbers of one row for another's; fit it again with 1.3 or newer",
    );
  }
  return { start: { estimator, ...how } };
}

/**
 * What the usual estimator predicts for every row: one number, or a probability for each class.
 * Undefined for any other, and for dummies that do something else.
 */
function readConstant(init: EstimatorState, outputCount: number): Float64Array | undefined {
  if (init.className === 'sklearn.dummy.DummyRegressor') {
    const { values } = init.numbers('constant_');
    if (values.length !== 1) throw init.unexpected('constant_', 'one number');
    return values;
  }
  if (init.className !== 'sklearn.dummy.DummyClassifier' || init.string('strategy') !== 'prior') {
    return undefined;
  }
  const { values } = init.numbers('class_prior_');
  const expected = outputCount === 1 ? 2 : outputCount;
  if (values.length !== expected) throw init.unexpected('class_prior_', `${expected} numbers`);
  return values;
}
