import { pairwiseSum } from '../../evaluate/numpy-math.ts';
import { sharedFloats } from '../../shared-memory.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState, NumberArray } from '../../translate/estimator-state.ts';
import { readMatrix, readVector } from '../../translate/read-arrays.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type {
  LinearDiscriminantPlan,
  Projection,
  QuadraticClass,
  QuadraticDiscriminantPlan,
} from './plans.ts';
import { readScores } from './read-scores.ts';
import { classifierPlan } from './translate-classifier.ts';

/** sklearn.discriminant_analysis.LinearDiscriminantAnalysis with each of its solvers. */
export function translateLinearDiscriminant(
  state: EstimatorState,
  child: ChildTranslator,
): LinearDiscriminantPlan {
  const read = readScores(state, child);
  const probability = read.scores.outputCount === 1 ? 'logistic' : 'softmax';
  const projection = readProjection(state, read.featureCount);
  return {
    kind: 'linear-discriminant',
    classifier: classifierPlan(state, read, probability),
    ...(projection && { projection }),
    hasFiniteLog: isAtLeast(state.version, 0, 24),
  };
}

/** svd takes the mean away first, eigen does not, and lsqr has no projection. */
function readProjection(state: EstimatorState, featureCount: number): Projection | undefined {
  const solver = state.string('solver') ?? '';
  if (solver === 'lsqr') return undefined;
  if (solver !== 'svd' && solver !== 'eigen') {
    throw state.refusal(`whose parameter solver is "${solver}"`);
  }
  const scalings = readMatrix(state, 'scalings_', { rowCount: featureCount });
  const { columnCount } = scalings;
  const componentCount = Math.min(state.integer('_max_components'), columnCount);
  if (componentCount < 1) throw state.unexpected('_max_components', 'at least 1');
  const offset = solver === 'svd' ? readVector(state, 'xbar_', featureCount) : undefined;
  const weights = Array.from(
    { length: featureCount * componentCount },
    (_, at) =>
      scalings.values[Math.floor(at / componentCount) * columnCount + (at % componentCount)] ?? 0,
  );
  return {
    weights: sharedFloats(weights),
    componentCount,
    ...(offset && { offset: offset.values }),
    isFloat32: scalings.isFloat32 && offset?.isFloat32 !== false,
  };
}

/** sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis. */
export function translateQuadraticDiscriminant(state: EstimatorState): QuadraticDiscriminantPlan {
  const means = readMatrix(state, 'means_');
  const { rowCount: classCount, columnCount: featureCount } = means;
  const priors = readVector(state, 'priors_', classCount);
  const rotations = state.numberArrays('rotations_');
  const scalings = state.numberArrays('scalings_');
  if (rotations.length !== classCount || scalings.length !== classCount) {
    throw state.refusal(`whose rotations_ and scalings_ are not for ${classCount} classes`);
  }
  const classes = rotations.map((rotation, index) => {
    const scaling = scalings[index];
    const isRight =
      scaling?.shape.length === 1 &&
      rotation.shape[0] === featureCount &&
      rotation.shape[1] === scaling.values.length;
    if (!isRight) throw state.refusal('whose rotations_ and scalings_ do not fit');
    const mean = means.values.subarray(index * featureCount, (index + 1) * featureCount);
    return quadraticClass({ mean, rotation, scaling, prior: priors.values[index] ?? 0 });
  });
  return {
    kind: 'quadratic-discriminant',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    classes,
    labels: classLabels(state, classCount),
    hasExactLog: isAtLeast(state.version, 1, 6),
    isFloat32: [means, ...rotations, ...scalings].every(({ isFloat32 }) => isFloat32),
  };
}

interface SavedClass {
  readonly mean: Float64Array;
  readonly rotation: NumberArray;
  readonly scaling: NumberArray;
  readonly prior: number;
}

/** Everything that does not depend on the input, rounded where NumPy would round. */
function quadraticClass({ mean, rotation, scaling, prior }: SavedClass): QuadraticClass {
  const rank = scaling.values.length;
  const roots = scaling.values.map((value) => roundLike(scaling, value ** -0.5));
  const logarithms = scaling.values.map((value) => roundLike(scaling, Math.log(value)));
  const isFloat32 = rotation.isFloat32 && scaling.isFloat32;
  return {
    mean: sharedFloats(mean),
    weights: sharedFloats(
      rotation.values.map((value, at) => {
        const product = value * Number(roots[at % rank]);
        return isFloat32 ? Math.fround(product) : product;
      }),
    ),
    rank,
    logDeterminant: roundLike(scaling, pairwiseSum(logarithms, 0, rank)),
    logPrior: Math.log(prior),
  };
}

function roundLike({ isFloat32 }: NumberArray, value: number): number {
  return isFloat32 ? Math.fround(value) : value;
}
