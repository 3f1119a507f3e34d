import type { ModelInput } from '../../data/model-input.ts';
import type { Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import { MlflowError } from '../../errors.ts';

/** The rows of a model's input. Throws MlflowError BAD_REQUEST for what has none. */
export function asRows(input: ModelInput): Table | Tensor {
  if (input.kind === 'table' || input.kind === 'tensor') return input;
  throw new MlflowError(
    'BAD_REQUEST',
    'A scikit-learn model takes a table or one array of rows, but the input is ' +
      (input.kind === 'tensors' ? 'several named arrays' : 'a plain JSON value') +
      '; send dataframe_split, dataframe_records, instances or inputs as a list of rows.',
  );
}
