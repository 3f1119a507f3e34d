import { MlflowError } from '../../../../errors.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { type RowOrigin, type Rows, columnLabel } from '../../rows/rows.ts';
import { toAnyMatrix } from '../../rows/to-matrix.ts';
import { betaDivergence } from './beta-divergence.ts';
import { weightStep } from './multiply-weights.ts';
import { type NmfRows, type Weights, gramOf, timesComponents, toNmfRows } from './nmf-rows.ts';
import type { NmfPlan } from './plans.ts';

/** The steps of a row if all of them are taken; other losses rebuild the row each time. */
export function nmfRowCost({ components, componentCount, maximumSteps, ...plan }: NmfPlan): number {
  const isGram = plan.betaLoss === 2;
  const oneStep = isGram ? componentCount ** 2 : components.length * 4;
  return components.length + maximumSteps * oneStep;
}

/**
 * NMF.transform and MiniBatchNMF.transform: the weights of fixed components that make up the rows
 * best. Start and end depend on all rows together, so they must come at once. Throws MlflowError
 * BAD_REQUEST for what scikit-learn raises.
 */
export function evaluateNmf(plan: NmfPlan, input: Rows, origin: RowOrigin): Matrix {
  const rows = toNmfRows(toAnyMatrix(input, plan.rules, origin));
  if (plan.solver !== 'mini-batch') requireSolvable(plan, rows, { ...origin, source: input });
  const values = solve(plan, rows);
  return {
    kind: 'matrix',
    rowCount: rows.rowCount,
    columnCount: plan.componentCount,
    values,
    isFloat32: values instanceof Float32Array,
  };
}

function solve(plan: NmfPlan, rows: NmfRows): Weights {
  switch (plan.solver) {
    case 'cd':
      return descend(plan, rows);
    case 'mu':
      return multiplyUntilClose(plan, rows);
    case 'mini-batch':
      return multiplyUntilStill(plan, rows);
  }
}

/** What NMF asks of its input beyond finite numbers. */
function requireSolvable(
  plan: NmfPlan,
  rows: NmfRows,
  where: RowOrigin & { readonly source: Rows },
): void {
  const { estimator } = plan.rules;
  const negative = rows.values.findIndex((value) => value < 0);
  if (negative >= 0) {
    const row = where.firstRow + rows.rowStarts.findIndex((start) => start > negative) - 1;
    const column = columnLabel(where.source, Number(rows.columns[negative]));
    throw new MlflowError(
      'BAD_REQUEST',
      `The ${column} holds ${rows.values[negative]} in row ${row}, but ${estimator} takes no negative numbers; send 0 or more.`,
    );
  }
  if (rows.isFloat32) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input is float32, but ${estimator} was fitted to float64 and takes nothing else; send float64.`,
    );
  }
  const hasZero = rows.values.length < rows.rowCount * rows.columnCount || rows.values.includes(0);
  if (hasZero && plan.betaLoss <= 0) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input holds zeros, with which ${estimator} cannot have the beta_loss ${plan.betaLoss}; add a small number to all values.`,
    );
  }
}

/** sklearn.decomposition._nmf._fit_coordinate_descent with fixed components. */
function descend(plan: NmfPlan, rows: NmfRows): Float64Array {
  const { componentCount, tolerance } = plan;
  const gram = gramOf(plan);
  for (let at = 0; at < gram.length; at += componentCount + 1)
    gram[at] = Number(gram[at]) + plan.l2;
  const products = timesComponents(plan, rows).map((product) => product - plan.l1);
  const weights = new Float64Array(products.length);
  let first = 0;
  for (let step = 0; step < plan.maximumSteps; step += 1) {
    const violation = descendOnce({ gram, products, componentCount }, weights);
    if (step === 0) first = violation;
    if (first === 0 || violation / first <= tolerance) break;
  }
  return weights;
}

interface Descent {
  readonly gram: Float64Array;
  readonly products: Float64Array;
  readonly componentCount: number;
}

/** sklearn.decomposition._cdnmf_fast._update_cdnmf_fast; answers how far it was from the end. */
function descendOnce({ gram, products, componentCount }: Descent, weights: Float64Array): number {
  let violation = 0;
  for (let component = 0; component < componentCount; component += 1) {
    const line = component * componentCount;
    const curvature = gram[line + component] as number;
    for (let first = 0; first < weights.length; first += componentCount) {
      let gradient = -(products[first + component] as number);
      for (let other = 0; other < componentCount; other += 1) {
        gradient += (gram[line + other] as number) * (weights[first + other] as number);
      }
      const weight = weights[first + component] as number;
      violation += Math.abs(weight === 0 ? Math.min(0, gradient) : gradient);
      if (curvature !== 0) {
        weights[first + component] = Math.max(weight - gradient / curvature, 0);
      }
    }
  }
  return violation;
}

/** sklearn.decomposition._nmf._fit_multiplicative_update with fixed components. */
function multiplyUntilClose(plan: NmfPlan, rows: NmfRows): Weights {
  const { tolerance, betaLoss } = plan;
  const weights = startWeights(plan, rows);
  const multiply = weightStep(plan, rows, true);
  const errorAtStart = betaDivergence(plan, rows, weights);
  let previous = errorAtStart;
  for (let step = 1; step <= plan.maximumSteps; step += 1) {
    multiply(weights);
    if (betaLoss < 1) dropSmall(weights);
    if (tolerance === 0 || step % 10 !== 0) continue;
    const error = betaDivergence(plan, rows, weights);
    if ((previous - error) / errorAtStart < tolerance) break;
    previous = error;
  }
  return weights;
}

function dropSmall(weights: Weights): void {
  for (let at = 0; at < weights.length; at += 1) {
    if ((weights[at] as number) < Number.EPSILON) weights[at] = 0;
  }
}

/** MiniBatchNMF._solve_W. */
function multiplyUntilStill(plan: NmfPlan, rows: NmfRows): Weights {
  const { tolerance } = plan;
  const weights = startWeights(plan, rows);
  const multiply = weightStep(plan, rows, false);
  for (let step = 0; step < plan.maximumSteps; step += 1) {
    const before = weights.slice();
    multiply(weights);
    requireFinite(plan, weights);
    let moved = 0;
    let length = 0;
    for (let at = 0; at < weights.length; at += 1) {
      moved += (Number(weights[at]) - Number(before[at])) ** 2;
      length += Number(weights[at]) ** 2;
    }
    if (tolerance > 0 && Math.sqrt(moved) / Math.sqrt(length) <= tolerance) break;
  }
  return weights;
}

/** scipy.linalg.norm, which MiniBatchNMF asks after each step, raises for anything else. */
function requireFinite({ rules }: NmfPlan, weights: Weights): void {
  if (weights.every((weight: number) => Number.isFinite(weight))) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `${rules.estimator} found no weights for the input that are numbers; send numbers that are not negative, nor too large.`,
  );
}

/** `sqrt(X.mean() / n_components)` for all. */
function startWeights({ componentCount }: NmfPlan, rows: NmfRows): Weights {
  const { rowCount, columnCount, isFloat32 } = rows;
  let sum = 0;
  for (const value of rows.values) sum += value;
  const mean = sum / (rowCount * columnCount);
  const start = Math.sqrt(mean / componentCount);
  const length = rowCount * componentCount;
  return (isFloat32 ? new Float32Array(length) : new Float64Array(length)).fill(start);
}
