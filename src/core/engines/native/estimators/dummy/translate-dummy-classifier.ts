import type { Tensor } from '../../../../data/tensor.ts';
import type { NumpyArray } from '../../../../formats/numpy-array.ts';
import type { PythonValue } from '../../../../formats/python-value.ts';
import { asArray, asItems } from '../../../../formats/resolve-python.ts';
import { argMax } from '../../evaluate/numpy-math.ts';
import { concatenateRows, takeLabels } from '../../evaluate/output.ts';
import { labelTensor } from '../../translate/class-labels.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import type { DummyPlan } from './plans.ts';

/** Classes of one output and how frequent each was. */
interface Output {
  readonly labels: Tensor;
  readonly prior: Float64Array;
}

/**
 * sklearn.dummy.DummyClassifier. Answers drawn at random can only be given for an integer
 * random_state, from which the library starts anew with every call.
 */
export function translateDummyClassifier(state: EstimatorState): DummyPlan {
  if (state.has('sparse_output_') && state.boolean('sparse_output_')) {
    throw state.refusal('which was fitted on sparse labels');
  }
  const strategy = strategyOf(state);
  const outputs = readOutputs(state);
  switch (strategy) {
    case 'most_frequent':
    case 'prior':
      return frequentPlan(outputs, strategy === 'prior');
    case 'constant':
      return constantPlan(state, outputs);
    case 'uniform':
    case 'stratified':
      return randomPlan(state, outputs, strategy);
    default:
      throw state.refusal(`whose parameter strategy is "${strategy}"`);
  }
}

/** Until 0.23 the default "warn" stood for "stratified". */
function strategyOf(state: EstimatorState): string {
  const strategy = state.string(state.has('_strategy') ? '_strategy' : 'strategy') ?? '';
  return strategy === 'warn' ? 'stratified' : strategy;
}

function readOutputs(state: EstimatorState): readonly [Output, ...Output[]] {
  const count = state.integer('n_outputs_');
  const classes = count === 1 ? [state.array('classes_')] : arraysOf(state, 'classes_');
  const priors = count === 1 ? [state.array('class_prior_')] : arraysOf(state, 'class_prior_');
  const outputs = classes.map((array, at): Output => {
    const labels = labelTensor(array);
    const prior = priors[at];
    if (!labels || labels.shape.length !== 1 || labels.values.length === 0) {
      throw state.unexpected('classes_', 'labels of each output');
    }
    if (prior?.dtype !== 'float64' || prior.values.length !== labels.values.length) {
      throw state.unexpected('class_prior_', 'as many numbers as there are classes');
    }
    return { labels, prior: prior.values };
  });
  const [first, ...rest] = outputs;
  if (!first || outputs.length !== count) {
    throw state.unexpected('classes_', `the classes of ${count} outputs`);
  }
  return [first, ...rest];
}

function arraysOf(state: EstimatorState, name: string): NumpyArray[] {
  return state.items(name).map((item) => {
    const array = asArray(item);
    if (array) return array;
    throw state.unexpected(name, 'a list of arrays');
  });
}

function frequentPlan(outputs: readonly [Output, ...Output[]], isPrior: boolean): DummyPlan {
  const [{ prior }] = outputs;
  const chosen = outputs.map((output) => argMax(output.prior, 0, output.prior.length));
  const row = labelRow(outputs, chosen);
  const isFlat = outputs.length === 1;
  const probabilities = isPrior ? prior : oneHot(prior.length, chosen[0] ?? 0);
  return { kind: 'dummy-constant', row, isFlat, ...(isFlat && { probabilities }) };
}

function constantPlan(state: EstimatorState, outputs: readonly [Output, ...Output[]]): DummyPlan {
  const constants = constantsOf(state);
  if (constants.length !== outputs.length) {
    throw state.unexpected('constant', `a label for each of ${outputs.length} outputs`);
  }
  const places = outputs.map(({ labels }, at) => {
    const place = Array.from<unknown>(labels.values).findIndex(
      (label) => comparable(label) === comparable(constants[at] ?? null),
    );
    if (place < 0) throw state.unexpected('constant', 'one of the classes');
    return place;
  });
  const isFlat = outputs.length === 1;
  const [{ prior }] = outputs;
  return {
    kind: 'dummy-constant',
    row: labelRow(outputs, places),
    isFlat,
    ...(isFlat && { probabilities: oneHot(prior.length, places[0] ?? 0) }),
  };
}

/** The parameter as it was given: one label, or a list or array of them. */
function constantsOf(state: EstimatorState): PythonValue[] {
  const value = state.value('constant') ?? null;
  const items = asItems(value);
  if (items) return items.map(plainScalar);
  const array = asArray(value);
  if (array) {
    const tensor = labelTensor(array);
    // Labels are numbers, bigints, texts or booleans, all of which are Python values.
    return tensor ? (Array.from<unknown>(tensor.values) as PythonValue[]) : [];
  }
  return [plainScalar(value)];
}

/** Numbers of any type are equal in Python when their values are, and True is 1. */
function comparable(label: unknown): unknown {
  return typeof label === 'bigint' || typeof label === 'boolean' ? Number(label) : label;
}

function randomPlan(
  state: EstimatorState,
  outputs: readonly [Output, ...Output[]],
  strategy: 'uniform' | 'stratified',
): DummyPlan {
  const [{ labels, prior }, ...others] = outputs;
  if (others.length > 0) {
    throw state.refusal(`which draws ${outputs.length} outputs at random`);
  }
  const seed = state.scalar('random_state');
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw state.refusal(
      `whose strategy "${strategy}" draws answers at random and whose random_state is not an integer, ` +
        'so that its answers differ with every call',
    );
  }
  return { kind: 'dummy-random', strategy, labels, prior, seed };
}

/** One label of each output; fit took them from one array, so that all are of its type. */
function labelRow(
  [first, ...rest]: readonly [Output, ...Output[]],
  places: readonly number[],
): Tensor {
  const taken = [first, ...rest].map(({ labels }, at) =>
    takeLabels(labels, Int32Array.of(places[at] ?? 0)),
  );
  return concatenateRows(taken) ?? first.labels;
}

function oneHot(count: number, place: number): Float64Array {
  const values = new Float64Array(count);
  values[place] = 1;
  return values;
}
