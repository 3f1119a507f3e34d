import type { Tensor } from '../../../../data/tensor.ts';
import { argMax, argMaxOfRows } from '../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels } from '../../evaluate/output.ts';
import type { PredictMethod } from '../../methods.ts';
import type { BayesPlan } from './plans.ts';

/** What joint log likelihoods say: a label, or (log) probabilities (_BaseNB). */
export function answerFromLikelihoods(
  { labels }: BayesPlan,
  likelihoods: Float64Array<ArrayBuffer>,
  { method, isFloat32 }: { readonly method: PredictMethod; readonly isFloat32: boolean },
): Tensor {
  const width = labels.values.length;
  const rowCount = likelihoods.length / width;
  if (method === 'predict') return takeLabels(labels, argMaxOfRows(likelihoods, width));
  for (let start = 0; start < likelihoods.length; start += width) {
    const total = logOfSum(likelihoods, start, width);
    for (let at = start; at < start + width; at += 1) {
      const difference = Number(likelihoods[at]) - total;
      likelihoods[at] = method === 'predict_proba' ? Math.exp(difference) : difference;
    }
  }
  return floatTensor(likelihoods, [rowCount, width], isFloat32);
}

/** scipy.special.logsumexp of a row; infinite likelihoods are not taken away from themselves. */
function logOfSum(values: Float64Array, start: number, width: number): number {
  const largest = Number(values[start + argMax(values, start, width)]);
  const shift = Number.isFinite(largest) ? largest : 0;
  let sum = 0;
  for (let at = start; at < start + width; at += 1) sum += Math.exp(Number(values[at]) - shift);
  return Math.log(sum) + shift;
}
