import { encodePrediction } from '../data/encode-prediction.ts';
import type { Prediction } from '../data/model-input.ts';
import { MlflowError } from '../errors.ts';
import { ByteText } from './byte-text.ts';
import type { CsvRow, CsvRows } from './csv-rows.ts';
import { quoteCell, toCsvLine } from './csv-text.ts';
import { namePredictionColumns, toPredictionColumns } from './prediction-columns.ts';
import type { Append } from './write-file-safely.ts';

const [lineFeed, comma] = [0x0a, 0x2c];

/** Writes predictions chunk by chunk, as CSV beside their rows or as MLflow's JSON. */
export class PredictionWriter {
  readonly #format: 'csv' | 'json';
  readonly #header: CsvRow;
  readonly #append: Append;
  #names: readonly string[] | undefined;
  #chunkCount = 0;
  #usualBytes = 4096;
  #appending: Promise<void> | undefined;
  /** JSON that was not a list can have no neighbour. */
  #isWhole = false;

  constructor(format: 'csv' | 'json', header: CsvRow, append: Append) {
    this.#format = format;
    this.#header = header;
    this.#append = append;
  }

  /** Writes the predictions of the next rows. */
  async write(rows: CsvRows, prediction: Prediction): Promise<void> {
    if (this.#format === 'csv') await this.#writeCsv(rows, prediction);
    else await this.#writeJson(prediction);
    this.#chunkCount += 1;
  }

  /** Ends the text; returns the names of the prediction columns (none for JSON). */
  async end(): Promise<readonly string[]> {
    await this.#appending;
    if (this.#format === 'json') await this.#append(this.#isWhole ? '}\n' : ']}\n');
    return this.#names ?? [];
  }

  async #writeCsv(rows: CsvRows, prediction: Prediction): Promise<void> {
    const columns = toPredictionColumns(prediction, rows.rowCount);
    if (!this.#names) {
      this.#names = namePredictionColumns(columns, this.#header);
      await this.#append(`${toCsvLine([...this.#header, ...this.#names])}\n`);
    }
    if (columns.length !== this.#names.length) throw changed();
    const text = new ByteText(this.#usualBytes);
    const width = this.#header.length;
    for (let row = 0; row < rows.rowCount; row += 1) {
      rows.writeRow(text, row, width);
      for (const { texts } of columns) {
        text.addByte(comma);
        text.add(quoteCell(texts[row] ?? ''));
      }
      text.addByte(lineFeed);
    }
    this.#usualBytes = Math.max(this.#usualBytes, text.bytes.length);
    await this.#appendAhead(text.bytes);
  }

  /** Appends while the caller goes on; whatever comes next waits for it, and hears of its failure. */
  async #appendAhead(bytes: Uint8Array): Promise<void> {
    await this.#appending;
    this.#appending = this.#append(bytes);
    this.#appending.catch(() => {});
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
