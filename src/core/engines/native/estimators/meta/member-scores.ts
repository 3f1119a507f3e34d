import { MlflowError } from '../../../../errors.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import type { Rows } from '../../rows/rows.ts';
import { askNumbers } from '../../evaluate/member-answers.ts';
import type { BinaryMember } from './plans.ts';

/** A score of each member for each row, row after row. */
export interface MemberScores {
  readonly values: Float64Array<ArrayBuffer>;
  readonly rowCount: number;
  readonly memberCount: number;
  readonly isFloat32: boolean;
}

/** sklearn.multiclass._predict_binary of every member: a score, or the second class's probability. */
export function memberScores(
  members: readonly BinaryMember[],
  input: Rows,
  call: Call,
): MemberScores {
  const answers = members.map((member) => askNumbers(call, member, input));
  const rowCount = answers[0]?.rowCount ?? 0;
  const memberCount = members.length;
  const values = new Float64Array(rowCount * memberCount);
  answers.forEach((answer, member) => {
    const { columnCount } = answer;
    const method = members[member]?.method;
    if (method === 'predict_proba' ? columnCount < 2 : columnCount !== 1) {
      throw new MlflowError(
        'BAD_REQUEST',
        `An estimator answered ${method} with ${columnCount} columns where two classes are expected.`,
      );
    }
    const column = columnCount - 1 === 0 ? 0 : 1;
    for (let row = 0; row < rowCount; row += 1) {
      values[row * memberCount + member] = Number(answer.values[row * columnCount + column]);
    }
  });
  return { values, rowCount, memberCount, isFloat32: answers.every((one) => one.isFloat32) };
}
