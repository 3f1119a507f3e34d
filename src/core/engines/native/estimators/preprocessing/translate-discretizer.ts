import type { EstimatorState } from '../../translate/estimator-state.ts';
import { readDtype } from '../../translate/read-dtype.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import type { NumpyArray } from '../../../../formats/numpy-array.ts';
import { asArray } from '../../../../formats/resolve-python.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import { sharedFloats } from '../../shared-memory.ts';
import type { DiscretizerPlan } from './plans.ts';

const maximumBins = 1_000_000;

/**
 * sklearn.preprocessing.KBinsDiscretizer. `bin_edges_` is an array of arrays with the outer edges,
 * which limit nothing: values beyond them belong to the first and to the last bin.
 */
export function translateDiscretizer(state: EstimatorState): DiscretizerPlan {
  const binCounts = state.numbers('n_bins_').values;
  const edges = readEdges(state);
  const hasAll = edges.every((list, feature) => list.length === Number(binCounts[feature]) - 1);
  if (edges.length === 0 || edges.length !== binCounts.length || !hasAll) {
    throw state.refusal('whose bin_edges_ and n_bins_ do not fit each other');
  }
  if (binCounts.reduce((sum, count) => sum + count, 0) > maximumBins) {
    throw state.refusal(`which has more than ${maximumBins} bins`);
  }
  return {
    kind: 'discretizer',
    rules: inputRules(state, edges.length, { allowsNaN: false, conversion: readConversion(state) }),
    edges,
    encode: readEncode(state),
    hasTolerance: !isAtLeast(state.version, 1, 1),
    widensColumns: !isAtLeast(state.version, 0, 24),
  };
}

function readEdges(state: EstimatorState): Float64Array[] {
  const saved = state.array('bin_edges_');
  if (saved.dtype === 'object') {
    return saved.values.map((edges) => sharedFloats(innerEdges(state, asArray(edges))));
  }
  // Arrays of equal lengths are one array after a conversion.
  const { values, shape } = state.numbers('bin_edges_');
  const [featureCount = 0, width = 0] = shape;
  if (shape.length !== 2)
    throw state.unexpected('bin_edges_', 'an array of edges for each feature');
  return Array.from({ length: featureCount }, (_, feature) =>
    sharedFloats(values.slice(feature * width + 1, (feature + 1) * width - 1)),
  );
}

function innerEdges(state: EstimatorState, edges: NumpyArray | undefined): ArrayLike<number> {
  const isList = edges?.shape.length === 1;
  if (isList && (edges.dtype === 'float64' || edges.dtype === 'float32')) {
    if (edges.values.length >= 2) return edges.values.slice(1, -1);
  }
  throw state.unexpected('bin_edges_', 'an array of edges for each feature');
}

function readEncode(state: EstimatorState): DiscretizerPlan['encode'] {
  const encode = state.string('encode');
  if (encode === 'onehot' || encode === 'onehot-dense' || encode === 'ordinal') return encode;
  throw state.refusal(`whose parameter encode is "${encode ?? 'None'}"`);
}

/** The parameter `dtype`, there since 0.24. */
function readConversion(state: EstimatorState): InputRules['conversion'] {
  if (!state.has('dtype')) return 'float';
  const expected = 'numpy.float32 or numpy.float64';
  const dtype = readDtype(state, 'dtype', expected);
  if (dtype === 'float64' || dtype === 'float32') return dtype;
  throw state.unexpected('dtype', expected);
}
