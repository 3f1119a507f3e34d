import { invalidInput } from '../json/json-value.ts';

/** The error for bytes that are no Parquet file, or a broken one: MLflow's BAD_REQUEST. */
export function brokenParquet(problem: string) {
  return invalidInput(
    `The Parquet body cannot be read: ${problem}. Send a file as pandas.DataFrame.to_parquet writes it.`,
  );
}
