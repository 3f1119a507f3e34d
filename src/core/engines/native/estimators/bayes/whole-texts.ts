import { MlflowError } from '../../../../errors.ts';
import { showValue } from '../../../../shown-value.ts';
import { type RowOrigin, type Rows, columnLabel } from '../../rows/rows.ts';

const wholeNumber = /^\s*[+-]?\d+(?:_\d+)*\s*$/;

/**
 * Refuses texts that Python's int() cannot read, such as "1.5": the cast to integers takes the
 * number 1.5, but not that text.
 */
export function checkWholeTexts(input: Rows, { firstRow }: RowOrigin): void {
  if (input.kind === 'table') {
    input.columns.forEach(({ dtype, values }, column) => {
      if (dtype !== 'object') return;
      values.forEach((cell: unknown, row) => {
        checkCell(cell, columnLabel(input, column), firstRow + row);
      });
    });
  } else if (input.kind === 'tensor' && input.dtype === 'object') {
    const [, columnCount = 1] = input.shape;
    input.values.forEach((cell, at) => {
      const row = firstRow + Math.floor(at / columnCount);
      checkCell(cell, columnLabel(input, at % columnCount), row);
    });
  }
}

function checkCell(cell: unknown, column: string, row: number): void {
  if (typeof cell !== 'string' || wholeNumber.test(cell)) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `The ${column} holds ${showValue(JSON.stringify(cell.slice(0, 60)), 'a text')} in row ${row}, which is not a whole number; CategoricalNB needs the number of a category.`,
  );
}
