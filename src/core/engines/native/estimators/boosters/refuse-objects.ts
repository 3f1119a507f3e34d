import { MlflowError } from '../../../../errors.ts';
import type { Table } from '../../../../data/table.ts';
import { columnLabel } from '../../rows/rows.ts';

/**
 * Throws MlflowError BAD_REQUEST for columns that are neither numbers nor booleans, as
 * xgboost.data._invalid_dataframe_dtype and lightgbm.basic._check_for_bad_pandas_dtypes do.
 */
export function refuseObjects(table: Table, estimator: string): void {
  const at = table.columns.findIndex(
    ({ dtype }) => dtype === 'object' || dtype === 'datetime64[ns]',
  );
  const column = table.columns[at];
  if (!column) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `The ${columnLabel(table, at)} has the type ${column.dtype}, but ${estimator} takes numbers and booleans only; ` +
      'encode texts and dates as numbers before, as was done when the model was trained.',
  );
}
