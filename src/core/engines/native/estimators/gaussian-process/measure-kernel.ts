import { numpyPower } from './numpy-power.ts';
import type { Kernel, KernelModel, KernelProfile, ScaledKernel } from './plans.ts';
import { scaleRows } from './scale-rows.ts';

/** Writes the kernel of one row with every training point to `target`. */
export type KernelMeasure = (row: Float64Array, target: Float64Array) => void;

/**
 * A kernel made ready for rows of a model (Kernel.__call__ with Y), in the order in which
 * scikit-learn 0.23 to 1.9 computes it; `isFloat32` is whether the rows came in float32.
 */
export function kernelMeasure(
  kernel: Kernel,
  model: KernelModel,
  isFloat32: boolean,
): KernelMeasure {
  switch (kernel.name) {
    case 'constant':
      return (_, target) => void target.fill(kernel.value);
    case 'white':
      // Noise belongs to a training point itself, not to a row that is asked about.
      return (_, target) => void target.fill(0);
    case 'scaled':
      return scaledMeasure(kernel, model, isFloat32);
    case 'rational-quadratic': {
      const divisor = 2 * kernel.alpha * (kernel.scale * kernel.scale);
      return distanceMeasure(model, (square) => numpyPower(1 + square / divisor, -kernel.alpha));
    }
    case 'periodic': {
      const frequency = Math.PI / kernel.periodicity;
      return distanceMeasure(model, (square) => {
        const sine = Math.sin(frequency * Math.sqrt(square)) / kernel.scale;
        return Math.exp(-2 * (sine * sine));
      });
    }
    case 'dot-product':
      return productMeasure(model, kernel.offset);
    case 'power': {
      const base = kernelMeasure(kernel.base, model, isFloat32);
      return (row, target) => {
        base(row, target);
        mapInPlace(target, (value) => numpyPower(value, kernel.exponent));
      };
    }
    case 'sum':
    case 'product':
      return pairMeasure(kernel, model, isFloat32);
  }
}

function pairMeasure(
  { name, first, second }: Extract<Kernel, { readonly name: 'sum' | 'product' }>,
  model: KernelModel,
  isFloat32: boolean,
): KernelMeasure {
  const one = kernelMeasure(first, model, isFloat32);
  const other = kernelMeasure(second, model, isFloat32);
  const rest = new Float64Array(model.count);
  return (row, target) => {
    one(row, target);
    other(row, rest);
    for (let at = 0; at < target.length; at += 1) {
      const left = Number(target[at]);
      const right = Number(rest[at]);
      target[at] = name === 'sum' ? left + right : left * right;
    }
  };
}

function scaledMeasure(
  { scales, points, profile, narrows }: ScaledKernel,
  { featureCount }: KernelModel,
  isFloat32: boolean,
): KernelMeasure {
  const scaled = new Float64Array(featureCount);
  const shape = profiles[profile];
  const scaling = { scales, columnCount: featureCount, isNarrow: narrows && isFloat32 };
  return (row, target) => {
    scaleRows(row, scaling, scaled);
    squaredDistances(scaled, points, target);
    mapInPlace(target, shape);
  };
}

/** What each kernel makes of a squared distance; Matern takes its root first, also to square it. */
const profiles: Readonly<Record<KernelProfile, (square: number) => number>> = {
  rbf: (square) => Math.exp(-0.5 * square),
  'matern-0.5': (square) => Math.exp(-Math.sqrt(square)),
  'matern-1.5': (square) => {
    const distance = Math.sqrt(square) * Math.sqrt(3);
    return (1 + distance) * Math.exp(-distance);
  },
  'matern-2.5': (square) => {
    const distance = Math.sqrt(square) * Math.sqrt(5);
    return (1 + distance + (distance * distance) / 3) * Math.exp(-distance);
  },
  'matern-infinite': (square) => {
    const distance = Math.sqrt(square);
    return Math.exp(-(distance * distance) / 2);
  },
};

function distanceMeasure(
  { points }: KernelModel,
  shape: (square: number) => number,
): KernelMeasure {
  return (row, target) => {
    squaredDistances(row, points, target);
    mapInPlace(target, shape);
  };
}

/** scipy.spatial.distance.cdist with the metric "sqeuclidean", for one row. */
function squaredDistances(row: Float64Array, points: Float64Array, target: Float64Array): void {
  const width = row.length;
  for (let index = 0, start = 0; index < target.length; index += 1, start += width) {
    let sum = 0;
    for (let column = 0; column < width; column += 1) {
      const difference = Number(row[column]) - Number(points[start + column]);
      sum += difference * difference;
    }
    target[index] = sum;
  }
}

function productMeasure({ points }: KernelModel, offset: number): KernelMeasure {
  return (row, target) => {
    const width = row.length;
    for (let index = 0, start = 0; index < target.length; index += 1, start += width) {
      let sum = 0;
      for (let column = 0; column < width; column += 1) {
        sum += Number(row[column]) * Number(points[start + column]);
      }
      target[index] = sum + offset;
    }
  };
}

function mapInPlace(values: Float64Array, change: (value: number) => number): void {
  for (let at = 0; at < values.length; at += 1) values[at] = change(Number(values[at]));
}
