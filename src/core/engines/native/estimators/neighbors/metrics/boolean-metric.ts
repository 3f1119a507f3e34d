import type { PairFunction } from './point-pair.ts';

/** Metrics of truths: every number but zero counts as true. */
export type BooleanMetric =
  | 'dice'
  | 'jaccard'
  | 'kulsinski'
  | 'matching'
  | 'rogerstanimoto'
  | 'russellrao'
  | 'sokalmichener'
  | 'sokalsneath'
  | 'yule';

/** How many of the features of two points are true in which. */
interface Truths {
  readonly size: number;
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** True in one and false in the other. */
  readonly unequal: number;
}

/**
 * Each metric by its counts, with the same operations as in scikit-learn's DistanceMetric and
 * SciPy's cdist. Of two points without a truth Dice, and Sokal and Sneath, make NaN.
 */
const formulas: Readonly<Record<BooleanMetric, (truths: Truths) => number>> = {
  dice: ({ both, unequal }) => unequal / (2 * both + unequal),
  jaccard: ({ both, unequal }) => (both + unequal === 0 ? 0 : unequal / (both + unequal)),
  kulsinski: ({ size, both, unequal }) => (unequal - both + size) / (unequal + size),
  matching: ({ size, unequal }) => unequal / size,
  rogerstanimoto: ({ size, unequal }) => (2 * unequal) / (size + unequal),
  russellrao: ({ size, both }) => (size - both) / size,
  sokalmichener: ({ size, unequal }) => (2 * unequal) / (size + unequal),
  sokalsneath: ({ both, unequal }) => unequal / (0.5 * both + unequal),
  yule: ({ size, both, onlyFirst, onlySecond }) => {
    const crossed = onlyFirst * onlySecond;
    const neither = size - both - onlyFirst - onlySecond;
    return crossed === 0 ? 0 : (2 * crossed) / (both * neither + crossed);
  },
};

/** The distance of two points by a metric of truths. */
export function booleanDistance(metric: BooleanMetric): PairFunction {
  const formula = formulas[metric];
  return ({ a, b, count }, aStart, bStart) => {
    let both = 0;
    let onlyFirst = 0;
    let onlySecond = 0;
    for (let at = 0; at < count; at += 1) {
      const first = Number(a[aStart + at]) !== 0;
      const second = Number(b[bStart + at]) !== 0;
      if (first && second) both += 1;
      else if (first) onlyFirst += 1;
      else if (second) onlySecond += 1;
    }
    return formula({ size: count, both, onlyFirst, onlySecond, unequal: onlyFirst + onlySecond });
  };
}

/** True for the name of a metric of truths. */
export function isBooleanMetric(name: string): name is BooleanMetric {
  return Object.hasOwn(formulas, name);
}
