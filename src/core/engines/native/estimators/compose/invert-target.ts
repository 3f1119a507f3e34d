import type { Tensor } from '../../../../data/tensor.ts';
import { toTensor } from '../../evaluate/output.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { interpolate } from '../preprocessing/interpolate.ts';
import type { ColumnScalerPlan, PowerPlan, QuantilePlan } from '../preprocessing/plans.ts';
import { evaluateUfunc } from './evaluate-ufunc.ts';
import { normalDistribution } from './normal-distribution.ts';
import type { InvertiblePlan, TransformedTargetPlan } from './plans.ts';

/** TransformedTargetRegressor.predict: what the regressor predicted, in the target's own scale. */
export function invertTarget(plan: TransformedTargetPlan, predicted: Tensor): Tensor {
  const [rowCount = 0, columnCount = 1] = predicted.shape;
  const matrix = toFloatMatrix(predicted, rowCount, columnCount);
  const answer = toTensor(invert(plan.transformer, matrix));
  return plan.isFlat && columnCount === 1 ? { ...answer, shape: [rowCount] } : answer;
}

function toFloatMatrix(predicted: Tensor, rowCount: number, columnCount: number): Matrix {
  const shape = { kind: 'matrix', rowCount, columnCount } as const;
  if (predicted.dtype === 'float32') {
    return { ...shape, values: predicted.values, isFloat32: true };
  }
  const values =
    predicted.dtype === 'float64'
      ? predicted.values
      : Float64Array.from(Array.from<unknown>(predicted.values), Number);
  return { ...shape, values, isFloat32: false };
}

/** `inverse_transform` of the transformers that a target may have. */
function invert(plan: InvertiblePlan, matrix: Matrix): Matrix {
  switch (plan.kind) {
    case 'pass-through':
      return matrix;
    case 'ufunc': {
      const rows = evaluateUfunc({ ...plan, ufunc: plan.inverse }, matrix, { firstRow: 0 });
      if (rows.kind === 'matrix') return rows;
      throw new Error('A function of NumPy made something else of a matrix.');
    }
    case 'column-scaler':
      return unscale(plan, matrix);
    case 'power':
      return unpower(plan, matrix);
    case 'quantile':
      return unquantile(plan, matrix);
  }
}

const inverses = {
  add: (value: number, by: number) => value - by,
  subtract: (value: number, by: number) => value + by,
  multiply: (value: number, by: number) => value / by,
  divide: (value: number, by: number) => value * by,
} as const;

/** The steps of a scaler backwards; storing into a Float32Array rounds as NumPy does. */
function unscale(plan: ColumnScalerPlan, matrix: Matrix): Matrix {
  const { columnCount, isFloat32 } = matrix;
  const round = isFloat32 && plan.castsParameters ? Math.fround : Number;
  let { values } = matrix;
  for (const { operation, values: parameters } of plan.steps.toReversed()) {
    const undo = inverses[operation];
    values = values.map((value, at) => undo(value, round(Number(parameters[at % columnCount]))));
  }
  return { ...matrix, values };
}

/** PowerTransformer.inverse_transform. */
function unpower(plan: PowerPlan, matrix: Matrix): Matrix {
  const unscaled = plan.scaler ? unscale(plan.scaler, matrix) : matrix;
  const inverse = plan.method === 'box-cox' ? inverseBoxCox : inverseYeoJohnson;
  const values = unscaled.values.map((value, at) =>
    inverse(value, Number(plan.lambdas[at % matrix.columnCount])),
  );
  return { ...matrix, values };
}

/** scipy.special.inv_boxcox. */
function inverseBoxCox(value: number, lambda: number): number {
  return lambda === 0 ? Math.exp(value) : Math.exp(Math.log1p(lambda * value) / lambda);
}

/** PowerTransformer._yeo_johnson_inverse_transform. */
function inverseYeoJohnson(value: number, lambda: number): number {
  if (value >= 0) {
    if (Math.abs(lambda) < Number.EPSILON) return Math.exp(value) - 1;
    return (value * lambda + 1) ** (1 / lambda) - 1;
  }
  const exponent = 2 - lambda;
  if (Math.abs(exponent) <= Number.EPSILON) return 1 - Math.exp(-value);
  return 1 - (-exponent * value + 1) ** (1 / exponent);
}

/** What is this close to the end of a distribution counts as being there. */
const boundsThreshold = 1e-7;

/** QuantileTransformer.inverse_transform. */
function unquantile(plan: QuantilePlan, matrix: Matrix): Matrix {
  const isUniform = plan.distribution === 'uniform';
  const values = matrix.values.map((value, at) => {
    const line = plan.features[at % matrix.columnCount]?.upwards;
    if (!line || Number.isNaN(value)) return value;
    const { places: quantiles, heights: references } = line;
    const share = isUniform ? value : normalDistribution(value);
    const margin = isUniform ? 0 : boundsThreshold;
    if (isUniform ? share === 0 : share - margin < 0) return Number(quantiles[0]);
    if (isUniform ? share === 1 : share + margin > 1) return Number(quantiles.at(-1));
    return interpolate({ places: references, heights: quantiles }, share);
  });
  return { ...matrix, values };
}
