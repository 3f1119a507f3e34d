import { pairwiseSum } from '../../../evaluate/numpy-math.ts';
import type { BoostedStart } from '../plans.ts';

/** Probabilities, or numbers, for every row. */
export interface StartPrediction {
  readonly values: ArrayLike<number>;
  readonly isFloat32: boolean;
}

/**
 * Turns what `init_` predicts into the scores that trees are added to: `outputCount` numbers a row,
 * out of one number or of a probability for each class (`_init_raw_predictions`, and
 * `get_init_raw_predictions` of the losses until 1.3, which stayed in float32 where it was given).
 */
export function applyStartLink(
  predicted: StartPrediction,
  outputCount: number,
  { link, epsilon, keepsFloat32 }: Pick<BoostedStart, 'link' | 'epsilon' | 'keepsFloat32'>,
): Float64Array<ArrayBuffer> {
  if (link === 'identity') return Float64Array.from(predicted.values);
  const round = predicted.isFloat32 && keepsFloat32 ? Math.fround : Number;
  const clipped = Float64Array.from(predicted.values, (value) =>
    Math.min(Math.max(value, epsilon), 1 - epsilon),
  );
  if (link === 'log') return clipped.map((value) => round(Math.log(value)));
  if (link === 'centred-log') return centredLogs(clipped, outputCount);
  const factor = link === 'half-logit' ? 0.5 : 1;
  return Float64Array.from({ length: clipped.length / 2 }, (_, row) => {
    const probability = Number(clipped[row * 2 + 1]);
    return factor * round(Math.log(round(probability / round(1 - probability))));
  });
}

/** MultinomialLogit divides by the geometric mean, as scipy.stats.gmean finds it. */
function centredLogs(values: Float64Array<ArrayBuffer>, width: number): Float64Array<ArrayBuffer> {
  const logs = values.map(Math.log);
  for (let start = 0; start < values.length; start += width) {
    const mean = Math.exp(pairwiseSum(logs, start, width) / width);
    for (let at = start; at < start + width; at += 1) {
      logs[at] = Math.log(Number(values[at]) / mean);
    }
  }
  return logs;
}
