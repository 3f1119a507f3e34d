import type { Tensor } from '../../../data/tensor.ts';
import type { PredictMethod } from '../methods.ts';
import type { EstimatorPlan } from '../plan.ts';
import type { Rows } from '../rows/rows.ts';
import { stackColumns } from '../rows/stack-columns.ts';
import type { Call } from './evaluator.ts';
import { toTensor } from './output.ts';

/** What a member answered as numbers: one or more columns for each row. */
export interface MemberNumbers {
  readonly values: Float64Array;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly isFloat32: boolean;
  /** True when the answer has one dimension. */
  readonly isFlat: boolean;
  readonly dtype: Tensor['dtype'];
}

/** Asks a member for one of its methods. */
export function askMember(
  call: Call,
  request: { readonly part: EstimatorPlan; readonly method: PredictMethod },
  input: Rows,
): Tensor {
  const answer = call.evaluate(request.part, input, request.method);
  if (answer.kind === 'tensor') return answer;
  throw new Error(`A ${request.part.kind} answered ${request.method} with a ${answer.kind}.`);
}

/** Asks a member for numbers. */
export function askNumbers(
  call: Call,
  request: { readonly part: EstimatorPlan; readonly method: PredictMethod },
  input: Rows,
): MemberNumbers {
  return toNumbers(askMember(call, request, input));
}

function toNumbers(tensor: Tensor): MemberNumbers {
  const [rowCount = 0, columnCount = 1] = tensor.shape;
  return {
    values: numbersOf(tensor),
    rowCount,
    columnCount,
    isFloat32: tensor.dtype === 'float32',
    isFlat: tensor.shape.length === 1,
    dtype: tensor.dtype,
  };
}

/** The numbers of an answer; nobody writes to them. Texts are a bug of the caller. */
export function numbersOf(tensor: Tensor): Float64Array {
  if (tensor.dtype === 'float64') return tensor.values;
  if (tensor.dtype === 'object') {
    return Float64Array.from(tensor.values, (value) => {
      if (typeof value === 'string') throw new Error(`A member answered with the text "${value}".`);
      return Number(value);
    });
  }
  return Float64Array.from<number | bigint>(tensor.values, Number);
}

/** `np.asarray(answers).T`: a column for each member, of the type that they have in common. */
export function columnsOfAnswers(answers: readonly Tensor[]): Tensor {
  return toTensor(stackColumns(answers.map(inColumns)));
}

/** An answer with two dimensions: what has one becomes a column. */
export function inColumns(answer: Tensor): Tensor {
  const [rowCount = 0, columnCount = 1] = answer.shape;
  return { ...answer, shape: [rowCount, columnCount] };
}
