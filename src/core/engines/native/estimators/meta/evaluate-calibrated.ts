import type { Tensor } from '../../../../data/tensor.ts';
import { argMaxOfRows, logistic, pairwiseSum, softmaxRow } from '../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels } from '../../evaluate/output.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { type Rows, countRows } from '../../rows/rows.ts';
import { interpolate } from './isotonic-steps.ts';
import { type MemberNumbers, askNumbers } from '../../evaluate/member-answers.ts';
import type { CalibratedMember, CalibratedPlan, Calibrator } from './plans.ts';

/** sklearn.calibration.CalibratedClassifierCV. */
export function evaluateCalibrated(plan: CalibratedPlan, input: Rows, call: Call): Tensor {
  const rowCount = countRows(input);
  const width = plan.labels.values.length;
  const mean = new Float64Array(rowCount * width);
  for (const member of plan.members) {
    const answer = probabilitiesOf(member, { width, rowCount }, askNumbers(call, member, input));
    for (let at = 0; at < mean.length; at += 1) mean[at] = Number(mean[at]) + Number(answer[at]);
  }
  for (let at = 0; at < mean.length; at += 1) mean[at] = Number(mean[at]) / plan.members.length;
  if (call.method === 'predict_proba') return floatTensor(mean, [rowCount, width]);
  return takeLabels(plan.labels, argMaxOfRows(mean, width));
}

interface Size {
  readonly width: number;
  readonly rowCount: number;
}

/** _CalibratedClassifier.predict_proba. */
function probabilitiesOf(
  member: CalibratedMember,
  { width, rowCount }: Size,
  scores: MemberNumbers,
): Float64Array {
  const [calibrator] = member.calibrators;
  const probabilities =
    calibrator?.kind === 'temperature'
      ? scaleTemperature(calibrator.inverse, { width, rowCount }, scores)
      : calibrateColumns(member, { width, rowCount }, scores);
  for (let at = 0; at < probabilities.length; at += 1) {
    const value = Number(probabilities[at]);
    if (value > 1 && value <= 1 + 1e-5) probabilities[at] = 1;
  }
  return probabilities;
}

function calibrateColumns(
  member: CalibratedMember,
  { width, rowCount }: Size,
  scores: MemberNumbers,
): Float64Array {
  const probabilities = new Float64Array(rowCount * width);
  if (width === 2) {
    const [calibrator] = member.calibrators;
    if (!calibrator) throw new Error('A calibrated classifier has no calibrator.');
    for (let row = 0; row < rowCount; row += 1) {
      // Of two probabilities the last column counts; scores of two classes have one.
      const score = Number(scores.values[(row + 1) * scores.columnCount - 1]);
      const probability = calibrate(calibrator, score);
      probabilities[row * 2] = 1 - probability;
      probabilities[row * 2 + 1] = probability;
    }
    return probabilities;
  }
  member.calibrators.forEach((calibrator, column) => {
    const place = member.places[column] ?? 0;
    for (let row = 0; row < rowCount; row += 1) {
      const score = Number(scores.values[row * scores.columnCount + column]);
      probabilities[row * width + place] = calibrate(calibrator, score);
    }
  });
  for (let start = 0; start < probabilities.length; start += width) {
    normalise(probabilities, start, { width, fillsNaN: member.fillsNaN });
  }
  return probabilities;
}

/** A row that sums to zero becomes uniform; until 0.24 so did whatever was NaN. */
function normalise(
  values: Float64Array,
  start: number,
  { width, fillsNaN }: { readonly width: number; readonly fillsNaN: boolean },
): void {
  const sum = pairwiseSum(values, start, width);
  for (let at = start; at < start + width; at += 1) {
    const value = sum === 0 ? 1 / width : Number(values[at]) / sum;
    values[at] = fillsNaN && Number.isNaN(value) ? 1 / width : value;
  }
}

function calibrate(calibrator: Calibrator, score: number): number {
  switch (calibrator.kind) {
    case 'sigmoid':
      return logistic(-(calibrator.slope * score + calibrator.intercept));
    case 'isotonic':
      return interpolate(calibrator.steps, score);
    case 'temperature':
      throw new Error('A temperature scales all classes together.');
  }
}

/** _TemperatureScaling.predict: probabilities are turned into logits, one score into (-x, x). */
function scaleTemperature(
  inverse: number,
  { width, rowCount }: Size,
  scores: MemberNumbers,
): Float64Array {
  const logits = new Float64Array(rowCount * width);
  const areProbabilities = scores.columnCount > 1 && looksLikeProbabilities(scores);
  for (let row = 0; row < rowCount; row += 1) {
    for (let column = 0; column < width; column += 1) {
      logits[row * width + column] = inverse * logitOf(scores, { row, column, areProbabilities });
    }
    softmaxRow(logits, row * width, width);
  }
  return logits;
}

function logitOf(
  { values, columnCount }: MemberNumbers,
  at: { readonly row: number; readonly column: number; readonly areProbabilities: boolean },
): number {
  if (columnCount === 1) {
    const score = Number(values[at.row]);
    return at.column === 0 ? -score : score;
  }
  const score = Number(values[at.row * columnCount + at.column]);
  return at.areProbabilities ? Math.log(score + 1e-12) : score;
}

/** _convert_to_logits: all from 0 to 1, and each row sums to 1 as np.isclose sees it. */
function looksLikeProbabilities({ values, columnCount }: MemberNumbers): boolean {
  for (let start = 0; start < values.length; start += columnCount) {
    for (let at = start; at < start + columnCount; at += 1) {
      if (!(Number(values[at]) >= 0 && Number(values[at]) <= 1)) return false;
    }
    if (!(Math.abs(pairwiseSum(values, start, columnCount) - 1) <= 1e-8 + 1e-5)) return false;
  }
  return true;
}
