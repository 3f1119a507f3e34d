import { basename, dirname, extname, join } from 'node:path';

/** Where the predictions for a CSV file go: `rows.csv` → `rows.predictions.csv` beside it. */
export function predictionsPath(csvPath: string): string {
  const extension = extname(csvPath);
  return join(dirname(csvPath), `${basename(csvPath, extension)}.predictions.csv`);
}
