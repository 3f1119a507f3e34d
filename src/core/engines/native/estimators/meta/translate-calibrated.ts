import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import { readIsotonicSteps } from './isotonic-steps.ts';
import type { CalibratedMember, CalibratedPlan, Calibrator, IsotonicPlan } from './plans.ts';
import { classesOf, innerState, labelList, translateAttribute } from './translate-members.ts';

/** sklearn.calibration.CalibratedClassifierCV: the mean of its calibrated classifiers. */
export function translateCalibrated(state: EstimatorState, child: ChildTranslator): CalibratedPlan {
  const labels = classLabels(state, state.array('classes_').shape[0] ?? 0);
  const known = labelList(labels);
  const members = state.items('calibrated_classifiers_').map((value, index) => {
    const place = `calibrated classifier ${index} of ${state.place}`;
    return translateMember({ state: innerState(state, value, place), known }, child);
  });
  if (members.length === 0) throw state.refusal('which has no calibrated classifiers');
  return { kind: 'calibrated', members, labels };
}

interface MemberRequest {
  readonly state: EstimatorState;
  readonly known: readonly unknown[];
}

/** sklearn.calibration._CalibratedClassifier. */
function translateMember(
  { state, known }: MemberRequest,
  child: ChildTranslator,
): CalibratedMember {
  const { version, place } = state;
  const name = isAtLeast(version, 1, 2) ? 'estimator' : 'base_estimator';
  const part = translateAttribute(state, name, child);
  const methods = child.methodsOf(part);
  const method = (['decision_function', 'predict_proba'] as const).find((one) =>
    methods.includes(one),
  );
  if (!method) throw state.refusal('whose estimator has neither scores nor probabilities');
  const list = isAtLeast(version, 0, 24) ? 'calibrators' : 'calibrators_';
  const calibrators = state
    .items(list)
    .map((item, at) =>
      translateCalibrator(innerState(state, item, `calibrator ${at} of ${place}`)),
    );
  const classes = classesOf(state.value(name) ?? null, `${name} of ${place}`, child);
  const places = labelList(classes).map((label) => known.indexOf(label));
  const [first] = calibrators;
  // A temperature scales all classes together, of an estimator that knows them by their numbers.
  const isJoint = first?.kind === 'temperature';
  const needed = isJoint || known.length === 2 ? 1 : places.length;
  const isComplete = isJoint ? places.length === known.length : !places.includes(-1);
  if (!isComplete || calibrators.length !== needed) {
    throw state.refusal('whose calibrators do not fit its classes');
  }
  return { part, method, places, calibrators, fillsNaN: !isAtLeast(version, 1, 0) };
}

function translateCalibrator(state: EstimatorState): Calibrator {
  switch (state.className) {
    case 'sklearn.calibration._SigmoidCalibration':
      return { kind: 'sigmoid', slope: state.number('a_'), intercept: state.number('b_') };
    case 'sklearn.isotonic.IsotonicRegression':
      return { kind: 'isotonic', steps: readIsotonicSteps(state) };
    case 'sklearn.calibration._TemperatureScaling':
      return { kind: 'temperature', inverse: state.number('beta_') };
    default:
      throw state.refusal('which is no known calibrator');
  }
}

/** sklearn.isotonic.IsotonicRegression by itself; it keeps no names and takes one feature. */
export function translateIsotonic(state: EstimatorState): IsotonicPlan {
  const steps = readIsotonicSteps(state);
  return {
    kind: 'isotonic',
    rules: {
      estimator: state.shortName,
      featureCount: 1,
      allowsNaN: false,
      conversion: steps.isFloat32 ? 'float32' : 'float64',
    },
    steps,
    takesMatrix: isAtLeast(state.version, 0, 24),
  };
}
