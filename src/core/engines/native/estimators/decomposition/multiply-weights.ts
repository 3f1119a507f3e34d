import { epsilon, lift } from './beta-divergence.ts';
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

/** One multiplicative step, in place. */
export type WeightStep = (weights: Weights) => void;

/**
 * The step of sklearn.decomposition._nmf._multiplicative_update_w for these rows. `keepsSums` is
 * for NMF, which hands the sums of its components from step to step: for the Kullback-Leibler loss
 * the l1 penalty is added to them in place, so that it grows with every step.
 */
export function weightStep(plan: NmfPlan, rows: NmfRows, keepsSums: boolean): WeightStep {
  if (plan.betaLoss === 2) return frobeniusStep(plan, rows);
  if (plan.betaLoss === 1) return kullbackStep(plan, rows, keepsSums);
  return generalStep(plan, rows);
}

function frobeniusStep(plan: NmfPlan, rows: NmfRows): WeightStep {
  const { componentCount } = plan;
  const products = timesComponents(plan, rows);
  const gram = gramOf(plan);
  return (weights) => {
    const denominators = new Float64Array(products.length);
    for (let at = 0; at < denominators.length; at += 1) {
      const component = at % componentCount;
      const first = at - component;
      let sum = 0;
      for (let other = 0; other < componentCount; other += 1) {
        const common = gram[other * componentCount + component] as number;
        sum += (weights[first + other] as number) * common;
      }
      denominators[at] = sum + plan.l1;
    }
    multiply(plan, weights, { numerators: products, denominators });
  };
}

function kullbackStep(plan: NmfPlan, rows: NmfRows, keepsSums: boolean): WeightStep {
  const fresh = componentSums(plan);
  let sums = fresh.slice();
  return (weights) => {
    if (!keepsSums) sums = fresh.slice();
    for (let at = 0; at < sums.length; at += 1) {
      const sum = Number(sums[at]) + plan.l1;
      sums[at] = sum === 0 && plan.l2 === 0 ? epsilon : sum;
    }
    const ratios = rebuildEntries(plan, rows, weights);
    for (let at = 0; at < ratios.length; at += 1) {
      ratios[at] = Number(rows.values[at]) / lift(plan, ratios[at] as number);
    }
    const denominators = Float64Array.from(weights, (_, at) => Number(sums[at % sums.length]));
    multiply(plan, weights, { numerators: timesComponents(plan, rows, ratios), denominators });
  };
}

function generalStep(plan: NmfPlan, rows: NmfRows): WeightStep {
  const { betaLoss } = plan;
  return (weights) => {
    const terms = rebuildEntries(plan, rows, weights);
    for (let at = 0; at < terms.length; at += 1) {
      const model = terms[at] as number;
      const divisor = betaLoss < 2 ? lift(plan, model) : model;
      const power = betaLoss === 0 ? (1 / divisor) ** 2 : divisor ** (betaLoss - 2);
      terms[at] = power * Number(rows.values[at]);
    }
    const denominators = generalDenominators(plan, rows, weights);
    multiply(plan, weights, { numerators: timesComponents(plan, rows, terms), denominators });
  };
}

function generalDenominators(plan: NmfPlan, rows: NmfRows, weights: Weights): Float64Array {
  const { betaLoss, components, componentCount } = plan;
  const { columnCount } = rows;
  const denominators = new Float64Array(weights.length);
  const target = new Float64Array(columnCount);
  for (let row = 0; row < rows.rowCount; row += 1) {
    rebuildRow(plan, weights, { row, target });
    for (let column = 0; column < columnCount; column += 1) {
      const model = target[column] as number;
      target[column] = (betaLoss < 1 ? lift(plan, model) : model) ** (betaLoss - 1);
    }
    for (let component = 0; component < componentCount; component += 1) {
      const first = component * columnCount;
      let sum = 0;
      for (let column = 0; column < columnCount; column += 1) {
        sum += (target[column] as number) * (components[first + column] as number);
      }
      denominators[row * componentCount + component] = sum + plan.l1;
    }
  }
  return denominators;
}

/** The end of every step: `W *= (numerator / denominator) ** gamma`. */
function multiply(
  plan: NmfPlan,
  weights: Weights,
  parts: { readonly numerators: Float64Array; readonly denominators: Float64Array },
): void {
  const { l2 } = plan;
  const gamma = exponentOf(plan.betaLoss);
  for (let at = 0; at < weights.length; at += 1) {
    const weight = weights[at] as number;
    const sum = (parts.denominators[at] as number) + (l2 > 0 ? l2 * weight : 0);
    const delta = (parts.numerators[at] as number) / (sum === 0 ? epsilon : sum);
    weights[at] = weight * (gamma === 1 ? delta : delta ** gamma);
  }
}

/** Gamma of Févotte and Idier (2011), with which a step never makes the loss larger. */
function exponentOf(betaLoss: number): number {
  if (betaLoss < 1) return 1 / (2 - betaLoss);
  return betaLoss > 2 ? 1 / (betaLoss - 1) : 1;
}
