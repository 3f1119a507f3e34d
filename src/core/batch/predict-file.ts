import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { enforceParams } from '../data/enforce/enforce-params.ts';
import { enforceSignature } from '../data/enforce/enforce-signature.ts';
import type { ModelInput, Params, Prediction } from '../data/model-input.ts';
import type { Engine } from '../engines/engine.ts';
import { MlflowError, messageOf } from '../errors.ts';
import type { MlModel } from '../model/mlmodel.ts';
import { requireCsvColumns } from './check-columns.ts';
import { type TablePlan, needsInference, toChunkTable, toColumnNames } from './chunk-table.ts';
import { type CsvChunk, type CsvFile, openCsvFile } from './csv-reader.ts';
import { type CsvRows, TextRows } from './csv-rows.ts';
import { PredictionWriter } from './prediction-writer.ts';
import { WholeColumn } from './whole-column-type.ts';
import { writeFileSafely } from './write-file-safely.ts';

/** Options of {@link predictFile}. */
export interface PredictFileOptions {
  readonly inputPath: string;
  readonly outputPath: string;
  /** `csv`: the input's columns and the predictions; `json`: MLflow's `{"predictions": …}`. */
  readonly outputFormat: 'csv' | 'json';
  readonly mlmodel: MlModel;
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Called after every chunk with the rows done and the part of the input's bytes (0 to 1). */
  readonly onProgress?: (rowsDone: number, fractionOfBytes: number) => void;
}

/** What {@link predictFile} has written. */
export interface PredictedFile {
  readonly rowCount: number;
  /** The prediction columns that were added; empty for JSON. */
  readonly columns: readonly string[];
}

const rowsPerChunk = 8192;
/** Enough that threads have work; their rows are in memory. */
const chunksAhead = 4;
/** One request with all rows: beyond it, its text would come near the longest string there can be. */
const wholeFileBytes = 128 * 1024 * 1024;

/**
 * Predicts for every row of a CSV file and writes the output file as a whole or not at all. The
 * native engine works row by row, so it gets the file in chunks; a Python model may look at all
 * rows together, so it gets them at once, as `mlflow models predict` does, and so does a native one
 * that says so of itself (NMF). Column types are those
 * of the signature, else inferred over the whole file. Throws MlflowError that names file, row (the
 * header is row 1) and column, and the signal's reason when cancelled.
 */
export async function predictFile(options: PredictFileOptions): Promise<PredictedFile> {
  const { inputPath, outputPath, mlmodel, signal } = options;
  await refuseSameFile(inputPath, outputPath);
  const file = await openCsvFile(inputPath, signal);
  const schema = mlmodel.signature?.inputs;
  const names = toColumnNames(file.header);
  requireCsvColumns(file.name, names, schema);
  const plan = await planTables(file, { names, mlmodel, signal });
  const params = enforceParams(undefined, mlmodel.signature?.params);
  return writeFileSafely(outputPath, async (append) => {
    const header = [...Array.from({ length: plan.labelCount }, () => ''), ...file.header];
    const writer = new PredictionWriter(options.outputFormat, header, append);
    let rowCount = 0;
    const chunks = file.chunks(chunkSize(options, file), signal);
    const predicting = predictAhead(chunks, (chunk) =>
      predictChunk({ chunk, plan, params, file }, options),
    );
    for await (const { chunk, prediction } of predicting) {
      await writer.write(chunk.rows, prediction);
      rowCount += chunk.rows.rowCount;
      options.onProgress?.(rowCount, chunk.fraction);
    }
    signal.throwIfAborted();
    return { rowCount, columns: await writer.end() };
  });
}

/**
 * Predicts for chunks in their order, a few of them at once: threads work on one while another is
 * read and the one before is written.
 */
async function* predictAhead(
  chunks: AsyncGenerator<CsvChunk>,
  predict: (chunk: CsvChunk) => Promise<Prediction>,
): AsyncGenerator<{ readonly chunk: CsvChunk; readonly prediction: Prediction }> {
  const running: { readonly chunk: CsvChunk; readonly prediction: Promise<Prediction> }[] = [];
  for await (const chunk of chunks) {
    const prediction = predict(chunk);
    prediction.catch(() => {}); // it is awaited after those before it, or they failed
    running.push({ chunk, prediction });
    if (running.length < chunksAhead) continue;
    const first = running.shift();
    if (first) yield { chunk: first.chunk, prediction: await first.prediction };
  }
  for (const { chunk, prediction } of running) yield { chunk, prediction: await prediction };
}

async function refuseSameFile(inputPath: string, outputPath: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => resolve(path));
  if ((await real(inputPath)) !== (await real(outputPath))) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The predictions would overwrite their own input ${inputPath}. Choose another output path.`,
  );
}

function chunkSize({ engine }: PredictFileOptions, file: CsvFile): number {
  if (engine.kind === 'native' && !engine.keepsRowsTogether) return rowsPerChunk;
  if (file.size <= wholeFileBytes) return Number.POSITIVE_INFINITY;
  throw new MlflowError(
    'RESOURCE_EXHAUSTED',
    `${file.name} has ${file.size} bytes. ${engine.keepsRowsTogether ? 'This model looks' : 'A Python model may look'} at all rows together, so they are not cut up ` +
      `by themselves, and at most ${wholeFileBytes} bytes go at once. Split the file.`,
  );
}

/** The first pass over the file: widths, emptiness and, where needed, the columns' types. */
async function planTables(
  file: CsvFile,
  context: {
    readonly names: readonly string[];
    readonly mlmodel: MlModel;
    readonly signal: AbortSignal;
  },
): Promise<TablePlan> {
  const { names, mlmodel, signal } = context;
  const schema = mlmodel.signature?.inputs;
  const wholes = needsInference(schema) ? names.map(() => new WholeColumn()) : undefined;
  let labelCount: number | undefined;
  for await (const { rows, firstRow } of file.chunks(rowsPerChunk, signal)) {
    labelCount ??= Math.max(0, rows.widthOf(0) - names.length);
    requireWidth(rows, { width: names.length + labelCount, firstRow, file });
    for (const [index, whole] of wholes?.entries() ?? []) {
      whole.add(rows.column(index + labelCount));
    }
  }
  if (labelCount === undefined) throw noRows(file);
  return {
    names,
    labelCount,
    ...(wholes && { types: wholes.map((whole, index) => whole.decide(names[index] ?? '')) }),
    ...(schema?.kind === 'columns' && { specs: schema.columns }),
  };
}

function noRows(file: CsvFile): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `${file.name} has a header but no rows, so there is nothing to predict. Add a row below it.`,
  );
}

function requireWidth(
  rows: CsvRows,
  place: { readonly width: number; readonly firstRow: number; readonly file: CsvFile },
): void {
  const odd = rows.findLonger(place.width);
  if (odd < 0) return;
  throw new MlflowError(
    'BAD_REQUEST',
    `Row ${place.firstRow + odd} of ${place.file.name} has ${rows.widthOf(odd)} values, but the file has ` +
      `${place.width} columns. Put quotes around values that hold commas.`,
  );
}

interface ChunkWork {
  readonly chunk: CsvChunk;
  readonly plan: TablePlan;
  readonly params: Params | undefined;
  readonly file: CsvFile;
}

async function predictChunk(work: ChunkWork, options: PredictFileOptions): Promise<Prediction> {
  const { chunk, params, file } = work;
  const input = enforceChunk(work, options.mlmodel);
  try {
    return await options.engine.predict(input, params, options.signal);
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof MlflowError)) throw error;
    const last = chunk.firstRow + chunk.rows.rowCount - 1;
    throw new MlflowError(
      error.code,
      `Rows ${chunk.firstRow} to ${last} of ${file.name} could not be predicted: ${error.message}`,
      { cause: error },
    );
  }
}

function enforceChunk({ chunk, plan, file }: ChunkWork, mlmodel: MlModel): ModelInput {
  const convert = (rows: CsvRows): ModelInput =>
    enforceSignature(toChunkTable(rows, plan), mlmodel.signature?.inputs);
  try {
    return convert(chunk.rows);
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    // The message counts rows from the chunk's first; the first row that fails alone is the one.
    for (let index = 0; index < chunk.rows.rowCount; index += 1) {
      const row = new TextRows([chunk.rows.row(index)]);
      const cause = failureOf(() => convert(row));
      if (cause) throw atRow(chunk.firstRow + index, file, cause);
    }
    throw new MlflowError(error.code, `${file.name}: ${error.message}`, { cause: error });
  }
}

function failureOf(work: () => unknown): MlflowError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof MlflowError) return error;
    throw error;
  }
}

function atRow(row: number, file: CsvFile, cause: MlflowError): MlflowError {
  const message = messageOf(cause).replace(', row 1,', '');
  return new MlflowError(cause.code, `Row ${row} of ${file.name}: ${message}`, { cause });
}
