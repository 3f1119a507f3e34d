import { pairwiseSum } from '../../../evaluate/numpy-math.ts';
import type { AdaBoostScoring } from '../plans.ts';

/** Where the scores of a row stand: `width` numbers from `start` on. */
interface Target {
  readonly sums: Float64Array;
  readonly start: number;
  readonly width: number;
}

/** SAMME: the weight for the class that a member chose, and since 1.3 a share off the others. */
export function addVote(
  chosen: number,
  to: Target & { readonly scoring: AdaBoostScoring; readonly member: number },
): void {
  const { weights, otherShare } = to.scoring;
  const weight = Number(weights[to.member]);
  for (let at = 0; at < to.width; at += 1) {
    const vote = at === chosen ? weight : otherShare * weight;
    to.sums[to.start + at] = Number(to.sums[to.start + at]) + vote;
  }
}

/** SAMME.R (`_samme_proba`): logarithms of probabilities, less their mean. */
export function addLogScores(
  probabilities: Float64Array,
  { sums, start, width, isFloat32 }: Target & { readonly isFloat32: boolean },
): void {
  const epsilon = isFloat32 ? 2 ** -23 : 2 ** -52;
  const round = isFloat32 ? Math.fround : Number;
  const logs = probabilities
    .subarray(start, start + width)
    .map((value) => round(Math.log(Math.max(value, epsilon))));
  const share = round((1 / width) * pairwiseSum(logs, 0, width));
  for (let at = 0; at < width; at += 1) {
    const added = round((width - 1) * round(Number(logs[at]) - share));
    sums[start + at] = Number(sums[start + at]) + added;
  }
}
