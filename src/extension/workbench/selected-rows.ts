import { MlflowError } from '../../core/errors.ts';

/**
 * The rows of a tree that a command is for. Behind the row that was clicked the editor passes all
 * that are selected, if it is one of several; else the row stands alone.
 */
export function selectedRows(target: unknown, selected: unknown): readonly unknown[] {
  return Array.isArray(selected) && selected.length > 1 ? selected : [target];
}

/**
 * Does something with each of several rows, one after the other. What fails with one keeps none of
 * the others back, and is thrown at the end, as one MlflowError; a cancellation ends all.
 */
export async function forEachRow<T, A>(
  rows: readonly T[],
  act: (row: T) => A | Promise<A>,
): Promise<readonly A[]> {
  const answers: A[] = [];
  const errors: MlflowError[] = [];
  for (const row of rows) {
    try {
      answers.push(await act(row));
    } catch (error) {
      if (!(error instanceof MlflowError)) throw error;
      errors.push(error);
    }
  }
  const [first, ...others] = errors;
  if (!first) return answers;
  if (others.length === 0) throw first;
  const cause = new AggregateError(errors);
  throw new MlflowError(first.code, errors.map(({ message }) => message).join(' '), { cause });
}
