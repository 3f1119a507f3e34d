import { sharedFloats } from '../../shared-memory.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState, NumberArray } from '../../translate/estimator-state.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type { Activation, Layer, NeuralClassifierPlan, NeuralRegressorPlan } from './plans.ts';

/** `exp` came with the Poisson loss of MLPRegressor in 1.7. */
const activations: ReadonlySet<string> = new Set<Activation>([
  'identity',
  'logistic',
  'tanh',
  'relu',
  'softmax',
  'exp',
]);

/** sklearn.neural_network.MLPRegressor. */
export function translateNeuralRegressor(state: EstimatorState): NeuralRegressorPlan {
  const layers = readLayers(state);
  return { kind: 'neural-regressor', rules: neuralRules(state, layers), layers };
}

/** sklearn.neural_network.MLPClassifier; its labels stand in a LabelBinarizer. */
export function translateNeuralClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): NeuralClassifierPlan {
  const layers = readLayers(state);
  const rules = neuralRules(state, layers);
  const outputCount = layers.at(-1)?.outputCount ?? 0;
  const place = `the label binarizer of ${state.place}`;
  const binarizer = child.state(state.value('_label_binarizer') ?? null, place);
  const kind = binarizer.string('y_type_') ?? '';
  if (binarizer.integer('neg_label') !== 0 || binarizer.integer('pos_label') !== 1) {
    throw state.refusal('whose label binarizer uses other numbers than 0 and 1');
  }
  if (kind === 'multilabel-indicator' && outputCount > 1 && !binarizer.boolean('sparse_input_')) {
    return { kind: 'neural-classifier', rules, layers };
  }
  const isBinary = kind === 'binary' && outputCount === 1;
  if (!isBinary && (kind !== 'multiclass' || outputCount < 2)) {
    throw state.refusal(`which has ${outputCount} outputs for labels of the kind "${kind}"`);
  }
  const labels = classLabels(binarizer, Math.max(2, outputCount));
  return { kind: 'neural-classifier', rules, layers, labels };
}

function neuralRules(state: EstimatorState, [first]: readonly Layer[]): InputRules {
  const featureCount = first?.inputCount ?? 0;
  return inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' });
}

/** All layers; the last one has `out_activation_`, all others `activation`. */
function readLayers(state: EstimatorState): Layer[] {
  const weights = state.numberArrays('coefs_');
  const offsets = state.numberArrays('intercepts_');
  if (weights.length === 0 || offsets.length !== weights.length) {
    throw state.refusal('whose coefs_ and intercepts_ are not as many as its layers');
  }
  const hidden = readActivation(state, 'activation');
  const last = readActivation(state, 'out_activation_');
  let inputCount = weights[0]?.shape[0] ?? 0;
  return weights.map((matrix, index) => {
    const activation = index === weights.length - 1 ? last : hidden;
    const layer = toLayer(matrix, offsets[index], activation);
    if (!layer || layer.inputCount !== inputCount) {
      throw state.refusal(`whose layer ${index} does not fit to the one before it`);
    }
    inputCount = layer.outputCount;
    return layer;
  });
}

function toLayer(
  weights: NumberArray,
  offsets: NumberArray | undefined,
  activation: Activation,
): Layer | undefined {
  const [inputCount = 0, outputCount = 0] = weights.shape;
  const isMatrix = weights.shape.length === 2 && inputCount > 0 && outputCount > 0;
  if (!isMatrix || offsets?.shape.length !== 1 || offsets.values.length !== outputCount) {
    return undefined;
  }
  return {
    inputCount,
    outputCount,
    weights: sharedFloats(weights.values),
    offsets: sharedFloats(offsets.values),
    activation,
    isFloat32: weights.isFloat32,
  };
}

function readActivation(state: EstimatorState, name: string): Activation {
  const saved = state.string(name) ?? '';
  if (isActivation(saved)) return saved;
  throw state.refusal(`whose ${name} is "${saved}"`);
}

function isActivation(name: string): name is Activation {
  return activations.has(name);
}
