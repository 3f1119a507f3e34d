import type { Tensor } from '../../../../data/tensor.ts';
import {
  type PythonValue,
  describePythonValue,
  isTagged,
} from '../../../../formats/python-value.ts';
import { asArray, asItems, resolvePython } from '../../../../formats/resolve-python.ts';
import type { EstimatorPlan } from '../../plan.ts';
import { labelTensor } from '../../translate/class-labels.ts';
import { EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { BinaryMember } from './plans.ts';

/** The fitted members in `estimators_`, each of which must predict. */
export function translateMembers(state: EstimatorState, child: ChildTranslator): EstimatorPlan[] {
  const members = membersOf(state).map((value, index) =>
    child.part(value, `estimator ${index} of ${state.place}`),
  );
  if (members.length === 0) throw state.refusal('which has no fitted estimators');
  return members;
}

/** The list `estimators_`. */
function membersOf(state: EstimatorState): readonly PythonValue[] {
  return state.items('estimators_').map(resolvePython);
}

/** The part in an attribute. */
export function translateAttribute(
  state: EstimatorState,
  name: string,
  child: ChildTranslator,
): EstimatorPlan {
  const value = state.value(name);
  if (value === undefined || value === null) throw state.unexpected(name, 'a fitted estimator');
  return child.part(value, `${name} of ${state.place}`);
}

/** The members of a classifier that asks each about two classes (sklearn.multiclass._predict_binary). */
export function translateBinaryMembers(
  state: EstimatorState,
  child: ChildTranslator,
): BinaryMember[] {
  return translateMembers(state, child).map((part) => {
    const methods = child.methodsOf(part);
    const method = (['decision_function', 'predict_proba', 'predict'] as const).find((name) =>
      methods.includes(name),
    );
    if (!method) throw state.refusal(`whose estimators cannot predict`);
    return { part, method };
  });
}

/** sklearn.multiclass._threshold_for_binary_predict: regressors answer from 0 to 1. */
export function binaryThreshold([first]: readonly BinaryMember[]): number {
  return first?.method === 'decision_function' ? 0 : 0.5;
}

/** Rules for wrappers that convert the input to numbers, and leave the rest to their members. */
export function looseRules(state: EstimatorState): InputRules | undefined {
  if (!state.has('n_features_in_')) return undefined;
  return inputRules(state, state.integer('n_features_in_'), {
    allowsNaN: true,
    allowsInfinity: true,
    conversion: 'numeric',
  });
}

/** Labels one by one, to be compared. */
export function labelList(labels: Tensor): unknown[] {
  return Array.from<unknown>(labels.values).map(comparable);
}

/** Numbers of any type are equal in Python when their values are, and True is 1. */
export function comparable(label: unknown): unknown {
  return typeof label === 'bigint' || typeof label === 'boolean' ? Number(label) : label;
}

/** The attribute under which each kind of wrapper keeps the part whose classes it has. */
const wrapped = ['best_estimator_', 'estimator_', 'base_estimator_', 'estimator'];

/** `estimator.classes_` as the library's properties find it, through pipelines and wrappers. */
export function classesOf(value: PythonValue, place: string, child: ChildTranslator): Tensor {
  let state = child.state(value, place);
  for (let depth = 0; depth < deepest; depth += 1) {
    const classes = ownClasses(state);
    if (classes) return classes;
    const part = wrappedPart(state);
    if (!part) break;
    state = child.state(part.value, part.place);
  }
  throw state.refusal('whose classes are not known');
}

/** So that a wrapper in a hostile file that wraps itself comes to an end. */
const deepest = 32;
const mostClasses = 1_000_000;

function ownClasses(state: EstimatorState): Tensor | undefined {
  const own = ['classes_', '_classes'].find((name) => state.has(name));
  if (own !== undefined) {
    const labels = labelTensor(state.array(own));
    if (labels?.shape.length !== 1) throw state.unexpected(own, 'an array of labels');
    return labels;
  }
  if (state.className.startsWith('xgboost.') && state.has('n_classes_')) {
    const count = state.integer('n_classes_');
    if (count < 0 || count > mostClasses) throw state.unexpected('n_classes_', 'a few classes');
    const values = BigInt64Array.from({ length: count }, (_, at) => BigInt(at));
    return { kind: 'tensor', dtype: 'int64', shape: [count], values };
  }
  return undefined;
}

/** The last step of a pipeline, or what another estimator wraps. */
function wrappedPart(state: EstimatorState): { value: PythonValue; place: string } | undefined {
  const { place } = state;
  const step = state.has('steps') ? asItems(state.items('steps').at(-1))?.[1] : undefined;
  if (step !== undefined) return { value: step, place: `the last step of ${place}` };
  const inner = wrapped.find((name) => state.has(name));
  const value = inner === undefined ? undefined : state.value(inner);
  return value === undefined ? undefined : { value, place: `${inner} of ${place}` };
}

/** A saved object that carries no version of its own and has the one of the part it stands in. */
export function innerState(
  parent: EstimatorState,
  value: PythonValue | undefined,
  place: string,
): EstimatorState {
  if (isTagged(value) && value.kind === 'object') {
    return new EstimatorState(value, place, parent.version);
  }
  throw parent.refusal(`whose ${place} is ${describePythonValue(value)}`);
}

/** A list, tuple or array of numbers; undefined when the attribute is None. */
export function numberList(state: EstimatorState, name: string): number[] | undefined {
  if (!state.has(name)) return undefined;
  if (asArray(state.value(name))) return Array.from(state.numbers(name).values);
  return state.items(name).map((item) => {
    const number = plainScalar(item);
    if (typeof number === 'number') return number;
    throw state.unexpected(name, 'a list of numbers');
  });
}
