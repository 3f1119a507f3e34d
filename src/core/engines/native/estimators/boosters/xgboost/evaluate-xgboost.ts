import type { Tensor } from '../../../../../data/tensor.ts';
import { argMaxOfRows } from '../../../evaluate/numpy-math.ts';
import { floatTensor, withComplement } from '../../../evaluate/output.ts';
import type { PredictMethod } from '../../../methods.ts';
import type { Matrix } from '../../../rows/matrix.ts';
import { sumLeaves } from '../../../tree-ensemble/sum-leaves.ts';
import type { XgboostPlan, XgboostSums } from './xgboost-plan.ts';

/** `Booster.predict`, and `predict` and `predict_proba` of the scikit-learn classes, in float32. */
export function evaluateXgboost(plan: XgboostPlan, matrix: Matrix, method: PredictMethod): Tensor {
  const { classifier, link, outputCount } = plan;
  const margins = marginsOf(plan, matrix);
  if (!classifier) return valueTensor(plan, applyLink(plan, margins));
  if (method === 'predict') return chooseClasses(plan, applyLink(plan, margins));
  // XGBClassifier.predict_proba asks multi:softmax for margins and SciPy for their softmax.
  const isChoice = link === 'choose';
  const values = applyLink(isChoice ? { link: 'softmax', outputCount } : plan, margins);
  if (outputCount > 1) return floatTensor(values, [matrix.rowCount, outputCount], true);
  return floatTensor(withComplement(values, true), [matrix.rowCount, 2], true);
}

function marginsOf(
  { booster, outputCount }: XgboostPlan,
  matrix: Matrix,
): Float64Array<ArrayBuffer> {
  return booster.kind === 'trees'
    ? sumLeaves(booster.ensemble, matrix)
    : sumWeights(booster, matrix, outputCount);
}

/** GBLinear::Pred: what is missing is left out. */
function sumWeights(
  { weights, baseMargin }: Extract<XgboostSums, { readonly kind: 'linear' }>,
  { values, rowCount, columnCount }: Matrix,
  outputCount: number,
): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(rowCount * outputCount);
  const { fround } = Math;
  for (let row = 0; row < rowCount; row += 1) {
    for (let output = 0; output < outputCount; output += 1) {
      let sum = fround((weights[columnCount * outputCount + output] as number) + baseMargin);
      for (let column = 0; column < columnCount; column += 1) {
        const value = values[row * columnCount + column] as number;
        if (Number.isNaN(value)) continue;
        sum = fround(sum + fround(value * (weights[column * outputCount + output] as number)));
      }
      sums[row * outputCount + output] = sum;
    }
  }
  return sums;
}

/** The objective's PredTransform, with the C++ library's float functions. */
function applyLink(
  { link, outputCount }: Pick<XgboostPlan, 'link' | 'outputCount'>,
  margins: Float64Array<ArrayBuffer>,
): Float64Array<ArrayBuffer> {
  switch (link) {
    case 'identity':
      return margins;
    case 'logistic':
      return margins.map(sigmoid);
    case 'exponential':
      return margins.map(exponential);
    case 'hinge':
      return margins.map((margin) => (margin > 0 ? 1 : 0));
    case 'softmax':
      for (let at = 0; at < margins.length; at += outputCount) softmax(margins, at, outputCount);
      return margins;
    case 'choose':
      return Float64Array.from({ length: margins.length / outputCount }, (_, row) =>
        largest(margins, row * outputCount, outputCount),
      );
  }
}

/** expf: its result is the nearest float32 but for the rarest arguments. */
function exponential(value: number): number {
  return Math.fround(Math.exp(value));
}

/** common::Sigmoid in src/common/math.h; the 1e-16 there is lost in float32. */
function sigmoid(margin: number): number {
  const denominator = Math.fround(exponential(Math.min(-margin, Math.fround(88.7))) + 1);
  return Math.fround(1 / denominator);
}

/** common::Softmax in src/common/math.h: terms in float32, their sum in double. */
function softmax(values: Float64Array, start: number, count: number): void {
  let maximum = values[start] as number;
  for (let at = start; at < start + count; at += 1) {
    maximum = Math.max(maximum, values[at] as number);
  }
  let sum = 0;
  for (let at = start; at < start + count; at += 1) {
    const term = exponential(Math.fround((values[at] as number) - maximum));
    values[at] = term;
    sum += term;
  }
  const divisor = Math.fround(sum);
  for (let at = start; at < start + count; at += 1) {
    values[at] = Math.fround((values[at] as number) / divisor);
  }
}

/** std::max_element: the first of equals. */
function largest(values: Float64Array, start: number, count: number): number {
  let best = 0;
  for (let at = 1; at < count; at += 1) {
    if ((values[start + at] as number) > (values[start + best] as number)) best = at;
  }
  return best;
}

/** Booster.predict: one dimension where a row has one number. */
function valueTensor(
  { link, outputCount }: XgboostPlan,
  values: Float64Array<ArrayBuffer>,
): Tensor {
  const width = link === 'choose' ? 1 : outputCount;
  const rowCount = values.length / width;
  return floatTensor(values, width === 1 ? [rowCount] : [rowCount, width], true);
}

/** XGBClassifier.predict: the labels are 0, 1, …, since 1.6 by rule. */
function chooseClasses(plan: XgboostPlan, values: Float64Array<ArrayBuffer>): Tensor {
  const width = plan.link === 'choose' ? 1 : plan.outputCount;
  const rowCount = values.length / width;
  const shape = [rowCount];
  if (width > 1 && plan.classifier?.classCount !== 2) {
    const labels = BigInt64Array.from(argMaxOfRows(values, width), BigInt);
    return { kind: 'tensor', dtype: 'int64', shape, values: labels };
  }
  if (width > 1) {
    return floatTensor(
      values.map((value) => (value > 0.5 ? 1 : 0)),
      [rowCount, width],
    );
  }
  if (plan.link === 'choose') {
    return { kind: 'tensor', dtype: 'int32', shape, values: Int32Array.from(values) };
  }
  const labels = BigInt64Array.from(values, (value) => (value > 0.5 ? 1n : 0n));
  return { kind: 'tensor', dtype: 'int64', shape, values: labels };
}
