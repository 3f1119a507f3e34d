import type { Tensor } from '../../../../data/tensor.ts';
import type { PredictMethod } from '../../methods.ts';
import type { EstimatorPlan } from '../../plan.ts';
import type { Matrix } from '../../rows/matrix.ts';
import type { Rows } from '../../rows/rows.ts';
import type { Call } from '../../evaluate/evaluator.ts';

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

function numbersOf(tensor: Tensor): Float64Array {
  if (tensor.dtype === 'float64') return tensor.values;
  if (tensor.dtype === 'object') {
    return Float64Array.from(tensor.values, (value) => {
      if (typeof value === 'string') throw new Error(`A member answered with the text "${value}".`);
      return Number(value);
    });
  }
  return Float64Array.from<number | bigint>(tensor.values, Number);
}

/** Columns to be put side by side: from `firstColumn` on. */
export interface Block {
  readonly numbers: Pick<MemberNumbers, 'values' | 'columnCount' | 'isFloat32'>;
  readonly firstColumn: number;
}

/** np.hstack: float32 only when all blocks are. */
export function stackColumns(blocks: readonly Block[], rowCount: number): Matrix {
  const widths = blocks.map(({ numbers, firstColumn }) => numbers.columnCount - firstColumn);
  const columnCount = widths.reduce((sum, width) => sum + width, 0);
  const isFloat32 = blocks.every(({ numbers }) => numbers.isFloat32);
  const length = rowCount * columnCount;
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  let target = 0;
  blocks.forEach(({ numbers, firstColumn }, index) => {
    const width = widths[index] ?? 0;
    for (let row = 0; row < rowCount; row += 1) {
      const source = row * numbers.columnCount + firstColumn;
      for (let column = 0; column < width; column += 1) {
        values[row * columnCount + target + column] = Number(numbers.values[source + column]);
      }
    }
    target += width;
  });
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32 };
}

/** `np.asarray(answers).T`: a column for each member, of the type that they have in common. */
export function columnsOfAnswers(answers: readonly Tensor[]): Tensor {
  const [first] = answers;
  if (!first) throw new Error('There are no answers to put side by side.');
  const [rowCount = 0] = first.shape;
  const shape = [rowCount, answers.length];
  const isAlike = answers.every(({ dtype }) => dtype === first.dtype);
  if (isAlike && (first.dtype === 'int64' || first.dtype === 'uint64')) {
    const values = new BigInt64Array(rowCount * answers.length);
    answers.forEach((answer, column) => {
      for (let row = 0; row < rowCount; row += 1) {
        values[row * answers.length + column] = BigInt(String(answer.values[row]));
      }
    });
    return { kind: 'tensor', dtype: 'int64', shape, values };
  }
  if (isAlike && first.dtype === 'object') {
    const values = Array.from(
      { length: rowCount * answers.length },
      (_, at): unknown => answers[at % answers.length]?.values[Math.floor(at / answers.length)],
    );
    return { kind: 'tensor', dtype: 'object', shape, values };
  }
  const blocks = answers.map((answer) => ({ numbers: toNumbers(answer), firstColumn: 0 }));
  const { values } = stackColumns(blocks, rowCount);
  if (isAlike && first.dtype === 'bool') {
    return { kind: 'tensor', dtype: 'bool', shape, values: Uint8Array.from(values) };
  }
  if (isAlike && first.dtype === 'int32') {
    return { kind: 'tensor', dtype: 'int32', shape, values: Int32Array.from(values) };
  }
  return values instanceof Float32Array
    ? { kind: 'tensor', dtype: 'float32', shape, values }
    : { kind: 'tensor', dtype: 'float64', shape, values };
}
