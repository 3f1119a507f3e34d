import type { Tensor } from '../../../../data/tensor.ts';
import { MlflowError } from '../../../../errors.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { argMaxOfRows, pairwiseSum } from '../../evaluate/numpy-math.ts';
import { floatTensor, takeLabels } from '../../evaluate/output.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { Rows } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { addVotes } from './evaluate-neighbors.ts';
import { eachWithin, layoutOf } from './search/find-within.ts';
import { isIntegerInput } from './is-integer-input.ts';
import { joinOutputs } from './join-outputs.ts';
import type { RadiusClassifierPlan } from './plans.ts';
import { weighWithin } from './weigh-within.ts';

/** sklearn.neighbors.RadiusNeighborsClassifier. */
export function evaluateRadiusClassifier(
  plan: RadiusClassifierPlan,
  input: Rows,
  call: Call,
): Tensor {
  const matrix = toMatrix(input, plan.rules, call.origin);
  const { labels, codes, index, radius } = plan;
  checkClasses(plan, input, matrix);
  const widths = labels.map(({ values }) => values.length);
  const scores = widths.map((width) => new Float64Array(matrix.rowCount * width));
  const alone: number[] = [];
  eachWithin(index, matrix, {
    radius,
    isInteger: isIntegerInput(input),
    layout: layoutOf(input),
    firstRow: call.origin.firstRow,
    visit: (row, found) => {
      if (found.points.length === 0) alone.push(row);
      const weights = plan.weights === 'distance' ? weighWithin(found) : undefined;
      codes.forEach((own, output) => {
        const width = widths[output] ?? 0;
        const target = scores[output]?.subarray(row * width, (row + 1) * width);
        if (target) addVotes({ own, found, weights }, target);
      });
    },
  });
  voteForOutliers(plan, { scores, alone, firstRow: call.origin.firstRow }, () =>
    votesOf(plan, input, { matrix, method: call.method }),
  );
  scores.forEach((own, output) => normalise(own, widths[output] ?? 0));
  return call.method === 'predict'
    ? joinOutputs(
        scores.map((own, output) => chosenLabels(plan, own, output)),
        matrix.rowCount,
      )
    : probabilitiesOf(scores, matrix.rowCount);
}

function probabilitiesOf([only]: readonly Float64Array[], rowCount: number): Tensor {
  if (!only) throw new Error('A classifier has no output.');
  return floatTensor(Float64Array.from(only), [rowCount, only.length / rowCount]);
}

/** The classes that a row without neighbors gives its vote, for each output; -1 for none. */
type OutlierVotes = readonly number[];

/** Gives rows without neighbors the vote of their label, or refuses them if there is none. */
function voteForOutliers(
  { labels, outliers, radius }: RadiusClassifierPlan,
  rows: {
    readonly scores: readonly Float64Array[];
    readonly alone: readonly number[];
    readonly firstRow: number;
  },
  votes: () => OutlierVotes,
): void {
  const { scores, alone, firstRow } = rows;
  if (alone.length === 0) return;
  if (!outliers) {
    const shown = alone.slice(0, 10).map((row) => firstRow + row);
    const others = alone.length > shown.length ? ` and ${alone.length - shown.length} others` : '';
    throw new MlflowError(
      'BAD_REQUEST',
      `No neighbors within the radius ${radius} were found for the rows ${shown.join(', ')}${others}. ` +
        'Leave them out, or fit the model with a larger radius or an outlier_label.',
    );
  }
  votes().forEach((vote, output) => {
    const width = labels[output]?.values.length ?? 0;
    if (vote < 0) return;
    for (const row of alone) scores[output]?.fill(1, row * width + vote, row * width + vote + 1);
  });
}

/** Whether scikit-learn counts votes by itself, which it does of arrays in C order alone. */
function usesClassMode(
  { classMode, index }: RadiusClassifierPlan,
  input: Rows,
  { isFloat32 }: Matrix,
): 'no' | 'yes' | 'perhaps' {
  if (!classMode || input.kind === 'table' || isFloat32 !== index.isFloat32) return 'no';
  if (input.kind !== 'tensor') return 'perhaps';
  return input.dtype === (isFloat32 ? 'float32' : 'float64') ? 'yes' : 'no';
}

/**
 * Refuses what scikit-learn 1.4 to 1.8 refuse with "Buffer dtype mismatch". They also take missing
 * and infinite numbers of such arrays unseen, which are refused here as everywhere else.
 */
function checkClasses(plan: RadiusClassifierPlan, input: Rows, matrix: Matrix): void {
  if (plan.classMode?.takesClasses !== false || usesClassMode(plan, input, matrix) !== 'yes')
    return;
  throw new MlflowError(
    'BAD_REQUEST',
    `${plan.rules.estimator} was saved by a version of scikit-learn (1.4 to 1.8) that cannot ` +
      'answer an array of floats with classes that are not int64. Send the rows as a table ' +
      '(dataframe_split), which it answers.',
  );
}

/**
 * The votes for the outlier label. Where scikit-learn counts votes by itself, it looks for the
 * label otherwise (plan.classMode); what an array in between was laid out like is not known, so
 * that it must make no difference then.
 */
function votesOf(
  plan: RadiusClassifierPlan,
  input: Rows,
  { matrix, method }: { readonly matrix: Matrix; readonly method: Call['method'] },
): OutlierVotes {
  const { labels, outliers = [], classMode } = plan;
  const votes = outliers.map(({ place }, output) =>
    place < (labels[output]?.values.length ?? 0) ? place : -1,
  );
  const use = usesClassMode(plan, input, matrix);
  if (use === 'no' || classMode?.takesClasses !== true) return votes;
  const own = classMode.vote ?? -1;
  const chosen = own < 0 ? outliers[0]?.place : own;
  const isSame = method === 'predict' ? chosen === outliers[0]?.place : own === votes[0];
  if (use === 'yes' || isSame) return [own];
  throw new MlflowError(
    'BAD_REQUEST',
    `Rows have no neighbors within the radius ${plan.radius}, and what the version of ` +
      `scikit-learn that saved ${plan.rules.estimator} says of them depends on the memory layout ` +
      'of the array that the step before makes. Leave such rows out, or serve the model with the ' +
      'Python engine.',
  );
}

/** Divides the scores of every row by their sum, where there are any. */
function normalise(scores: Float64Array, width: number): void {
  for (let start = 0; start < scores.length; start += width) {
    const sum = pairwiseSum(scores, start, width);
    if (sum === 0) continue;
    for (let at = start; at < start + width; at += 1) scores[at] = Number(scores[at]) / sum;
  }
}

/** The first of the most probable classes; of rows without a vote the outlier label. */
function chosenLabels(
  { labels, outliers }: RadiusClassifierPlan,
  scores: Float64Array,
  output: number,
): Tensor {
  const classes = labels[output];
  if (!classes) throw new Error(`There are no classes of output ${output}.`);
  const width = classes.values.length;
  const places = argMaxOfRows(scores, width);
  const outlier = outliers?.[output];
  if (!outlier) return takeLabels(classes, places);
  places.forEach((_, row) => {
    const own = scores.subarray(row * width, (row + 1) * width);
    if (own.every((score) => score === 0)) places[row] = outlier.place;
  });
  return takeLabels(outlier.choices, places);
}
