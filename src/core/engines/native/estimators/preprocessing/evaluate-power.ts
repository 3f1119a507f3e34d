import { MlflowError } from '../../../../errors.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { columnLabel } from '../../rows/rows.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { evaluateColumnScaler } from './evaluate-scaler.ts';
import type { PowerPlan } from './plans.ts';

/** PowerTransformer.transform; NaN stays NaN. */
export function evaluatePower(
  plan: PowerPlan,
  matrix: Matrix,
  where: RowOrigin & { readonly input: Rows },
): Rows {
  const { columnCount } = matrix;
  if (plan.method === 'box-cox') checkPositive(plan, matrix, where);
  const values = matrix.values.map((value, at) => {
    const lambda = Number(plan.lambdas[at % columnCount]);
    if (plan.method === 'box-cox') return boxCox(value, lambda);
    if (plan.isStable) return stableYeoJohnson(value, lambda);
    return yeoJohnson(value, lambda, plan.narrowsSteps && matrix.isFloat32 ? Math.fround : Number);
  });
  const transformed = { ...matrix, values };
  return plan.scaler ? evaluateColumnScaler(plan.scaler, transformed) : transformed;
}

function checkPositive(
  plan: PowerPlan,
  { values, columnCount }: Matrix,
  where: RowOrigin & { readonly input: Rows },
): void {
  const at = values.findIndex((value) => value <= 0);
  if (at < 0) return;
  const row = where.firstRow + Math.floor(at / columnCount);
  throw new MlflowError(
    'BAD_REQUEST',
    `The ${columnLabel(where.input, at % columnCount)} holds ${values[at]} in row ${row}, but the Box-Cox ` +
      `transformation of ${plan.rules.estimator} can only be applied to numbers above 0.`,
  );
}

/** scipy.special.boxcox of a positive number, with its way around an overflow (since 1.12). */
function boxCox(value: number, lambda: number): number {
  const logarithm = Math.log(value);
  if (Math.abs(lambda) < 1e-19) return logarithm;
  if (lambda * logarithm < 709.78) return Math.expm1(lambda * logarithm) / lambda;
  const sign = lambda > 0 ? 1 : -1;
  return sign * Math.exp(lambda * logarithm - Math.log(sign * lambda)) - 1 / lambda;
}

/**
 * PowerTransformer._yeo_johnson_transform, until 1.7. NumPy 1 did every step in float32 for
 * float32 input; NumPy 2 widens it to float64, since the exponent is of that type.
 */
function yeoJohnson(value: number, lambda: number, round: (value: number) => number): number {
  const isPositive = value >= 0;
  const exponent = isPositive ? lambda : 2 - lambda;
  const sign = isPositive ? 1 : -1;
  const size = Math.abs(value);
  const isLogarithm = isPositive
    ? Math.abs(exponent) < Number.EPSILON
    : Math.abs(lambda - 2) <= Number.EPSILON;
  if (isLogarithm) return sign * Math.log1p(size);
  const power = round(round(size + 1) ** round(exponent));
  return (sign * round(power - 1)) / round(exponent);
}

/** scipy.stats.yeojohnson, which is used since 1.8. */
function stableYeoJohnson(value: number, lambda: number): number {
  if (value >= 0) {
    return Math.abs(lambda) < Number.EPSILON
      ? Math.log1p(value)
      : Math.expm1(lambda * Math.log1p(value)) / lambda;
  }
  return Math.abs(lambda - 2) > Number.EPSILON
    ? -Math.expm1((2 - lambda) * Math.log1p(-value)) / (2 - lambda)
    : -Math.log1p(-value);
}
