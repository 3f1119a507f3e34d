import {
  type NmfRows,
  type Weights,
  componentSums,
  gramOf,
  rebuildEntries,
  rebuildRow,
  timesComponents,
} from './nmf-rows.ts';
import type { NmfPlan } from './plans.ts';

/** np.finfo(np.float32).eps, whatever the width of the numbers. */
export const epsilon = 2 ** -23;

/** What stands in for a number that is about to be a divisor or logarithm. */
export function lift({ liftsSmall }: NmfPlan, value: number): number {
  const isSmall = liftsSmall ? value < epsilon : value === 0;
  return isSmall ? epsilon : value;
}

/** sklearn.decomposition._nmf._beta_divergence with square_root=True: how far `W @ H` is from X. */
export function betaDivergence(plan: NmfPlan, rows: NmfRows, weights: Weights): number {
  if (plan.betaLoss === 2) {
    const squares = rows.isSparse
      ? sparseSquares(plan, rows, weights)
      : denseSquares(plan, rows, weights);
    return Math.sqrt(squares);
  }
  const divergence = generalDivergence(plan, rows, weights);
  return Math.sqrt(2 * (plan.clipsError && divergence < 0 ? 0 : divergence));
}

function denseSquares(plan: NmfPlan, rows: NmfRows, weights: Weights): number {
  const rebuilt = rebuildEntries(plan, rows, weights);
  let sum = 0;
  for (let at = 0; at < rebuilt.length; at += 1) {
    sum += (Number(rows.values[at]) - (rebuilt[at] as number)) ** 2;
  }
  return sum;
}

/** By the formula of the library, whose terms cancel out. */
function sparseSquares(plan: NmfPlan, rows: NmfRows, weights: Weights): number {
  const { componentCount: count } = plan;
  let own = 0;
  for (let at = 0; at < rows.values.length; at += 1) own += Number(rows.values[at]) ** 2;
  const gram = gramOf(plan);
  let rebuilt = 0;
  for (let at = 0; at < gram.length; at += 1) {
    let common = 0;
    for (let row = 0; row < rows.rowCount * count; row += count) {
      common += Number(weights[row + Math.floor(at / count)]) * Number(weights[row + (at % count)]);
    }
    rebuilt += common * Number(gram[at]);
  }
  const products = timesComponents(plan, rows);
  let crossed = 0;
  for (let at = 0; at < products.length; at += 1)
    crossed += Number(products[at]) * Number(weights[at]);
  return own + rebuilt - 2 * crossed;
}

/** Every other loss: entries near zero count in the sums over `W @ H` alone. */
function generalDivergence(plan: NmfPlan, rows: NmfRows, weights: Weights): number {
  const { betaLoss } = plan;
  const rebuilt = rebuildEntries(plan, rows, weights);
  const entries = { values: 0, ratios: 0, logarithms: 0, weighed: 0, powers: 0, mixed: 0 };
  for (let at = 0; at < rebuilt.length; at += 1) {
    const value = Number(rows.values[at]);
    if (!(value > epsilon)) continue;
    const model = lift(plan, rebuilt[at] as number);
    const logarithm = Math.log(value / model);
    entries.values += value;
    entries.ratios += value / model;
    entries.logarithms += logarithm;
    entries.weighed += value * logarithm;
    entries.powers += value ** betaLoss;
    entries.mixed += value * model ** (betaLoss - 1);
  }
  if (betaLoss === 1) return entries.weighed + (sumOfRebuilt(plan, weights) - entries.values);
  if (betaLoss === 0) {
    return entries.ratios - rows.rowCount * rows.columnCount - entries.logarithms;
  }
  const powers = sumOfPowers(plan, rows, weights);
  const sum = entries.powers - betaLoss * entries.mixed + powers * (betaLoss - 1);
  return sum / (betaLoss * (betaLoss - 1));
}

function sumOfRebuilt(plan: NmfPlan, weights: Weights): number {
  const sums = componentSums(plan);
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) {
    sum += Number(weights[at]) * Number(sums[at % plan.componentCount]);
  }
  return sum;
}

function sumOfPowers(plan: NmfPlan, rows: NmfRows, weights: Weights): number {
  const target = new Float64Array(rows.columnCount);
  let sum = 0;
  for (let row = 0; row < rows.rowCount; row += 1) {
    rebuildRow(plan, weights, { row, target });
    for (const value of target) sum += value ** plan.betaLoss;
  }
  return sum;
}
