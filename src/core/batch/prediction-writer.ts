import { encodePrediction } from '../data/encode-prediction.ts';
import type { Prediction } from '../data/model-input.ts';
import { MlflowError } from '../errors.ts';
import type { CsvRow } from './csv-reader.ts';
import { toCsvLine } from './csv-text.ts';
import { namePredictionColumns, toPredictionColumns } from './prediction-columns.ts';
import type { Append } from './write-file-safely.ts';

/** Writes predictions chunk by chunk, as CSV beside their rows or as MLflow's JSON. */
export class PredictionWriter {
  readonly #format: 'csv' | 'json';
  readonly #header: CsvRow;
  readonly #append: Append;
  #names: readonly string[] | undefined;
  #chunkCount = 0;
  /** JSON that was not a list can have no neighbour. */
  #isWhole = false;

  constructor(format: 'csv' | 'json', header: CsvRow, append: Append) {
    this.#format = format;
    this.#header = header;
    this.#append = append;
  }

  /** Writes the predictions of the next rows. */
  async write(rows: readonly CsvRow[], prediction: Prediction): Promise<void> {
    if (this.#format === 'csv') await this.#writeCsv(rows, prediction);
    else await this.#writeJson(prediction);
    this.#chunkCount += 1;
  }

  /** Ends the text; returns the names of the prediction columns (none for JSON). */
  async end(): Promise<readonly string[]> {
    if (this.#format === 'json') await this.#append(this.#isWhole ? '}\n' : ']}\n');
    return this.#names ?? [];
  }

  async #writeCsv(rows: readonly CsvRow[], prediction: Prediction): Promise<void> {
    const columns = toPredictionColumns(prediction, rows.length);
    if (!this.#names) {
      this.#names = namePredictionColumns(columns, this.#header);
      await this.#append(`${toCsvLine([...this.#header, ...this.#names])}\n`);
    }
    if (columns.length !== this.#names.length) throw changed();
    const width = this.#header.length;
    const lines = rows.map((row, index) => {
      const cells = Array.from({ length: width }, (_, column) => row[column] ?? '');
      return `${toCsvLine([...cells, ...columns.map(({ texts }) => texts[index] ?? '')])}\n`;
    });
    await this.#append(lines.join(''));
  }

  async #writeJson(prediction: Prediction): Promise<void> {
    const text = encodePrediction(prediction);
    const isList = text.startsWith('[');
    if (this.#chunkCount > 0 && (this.#isWhole || !isList)) throw changed();
    if (this.#chunkCount === 0) {
      this.#isWhole = !isList;
      await this.#append(isList ? '{"predictions": [' : '{"predictions": ');
    } else {
      await this.#append(', ');
    }
    await this.#append(isList ? text.slice(1, -1) : text);
  }
}

function changed(): MlflowError {
  return new MlflowError(
    'INTERNAL_ERROR',
    'The model answered with another shape for later rows than for the first ones, so its predictions cannot stand ' +
      'in one file. Split the file, or send the rows as requests.',
  );
}
