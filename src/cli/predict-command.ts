import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { predictFile } from '../core/batch/predict-file.ts';
import { writeFileSafely } from '../core/batch/write-file-safely.ts';
import type { Engine, InvocationReply } from '../core/engines/engine.ts';
import { openEngine } from '../core/engines/open-engine.ts';
import { toMlflowError } from '../core/engines/python/to-mlflow-error.ts';
import { ArtifactNotFoundError, MlflowError } from '../core/errors.ts';
import { type LocalModel, openLocalModel } from '../core/model/local-model.ts';
import { score } from '../core/score/score.ts';
import { resolveModelUri } from '../core/uri/resolve-model-uri.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import {
  describeUnusedFlags,
  type EngineFlags,
  engineOptions,
  type EnvironmentFlags,
  lookupOptions,
} from './model-options.ts';

/** The options of `mlinvoke predict`. */
export interface PredictFlags extends EngineFlags, EnvironmentFlags {
  readonly modelUri: string;
  readonly inputPath?: string;
  readonly outputPath?: string;
  readonly contentType?: 'csv' | 'json';
}

/** A model with its engine and what the command was asked. */
interface Job {
  readonly flags: PredictFlags;
  readonly context: CliContext;
  readonly model: LocalModel;
  readonly engine: Engine;
}

/**
 * Predicts for a CSV or a JSON scoring request from a file or stdin. Without an output file
 * MLflow's JSON goes to stdout; with one, a CSV streams through in parts.
 */
export async function predict(flags: PredictFlags, context: CliContext): Promise<number> {
  refuseOutput(flags);
  const { folder, uri, name } = await resolveModelUri(
    flags.modelUri,
    lookupOptions(flags, context),
  );
  const model = await openLocalModel(folder, { uri, name });
  const { engine } = await openEngine(model, engineOptions(flags, context));
  try {
    for (const note of describeUnusedFlags(flags, engine.kind)) context.note(`${note}\n`);
    const job: Job = { flags, context, model, engine };
    const isCsvToFile = inputType(flags) === 'csv' && flags.outputPath !== undefined;
    await (isCsvToFile ? predictCsvFile(job, flags.outputPath) : predictOnce(job));
  } finally {
    await engine.close();
  }
  return exitCodes.ok;
}

/** MLflow's default is JSON; the name of an input file says otherwise. */
function inputType({ contentType, inputPath }: PredictFlags): 'csv' | 'json' {
  if (contentType) return contentType;
  return inputPath !== undefined && extname(inputPath).toLowerCase() === '.csv' ? 'csv' : 'json';
}

function refuseOutput(flags: PredictFlags): void {
  if (flags.outputPath === undefined) return;
  const extension = extname(flags.outputPath).toLowerCase();
  if (extension === '.parquet') {
    throw new MlflowError(
      'NOT_IMPLEMENTED',
      `Predictions are not written as Parquet yet (${flags.outputPath}). Give a name that ends in .csv or .json.`,
    );
  }
  if (extension === '.csv' && inputType(flags) === 'json') {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${flags.outputPath} would be a CSV of the input's columns and the predictions, but the input is JSON. ` +
        'Give a name that ends in .json, or a CSV with -t csv.',
    );
  }
}

async function predictCsvFile(job: Job, output: string): Promise<void> {
  const { context, flags, model, engine } = job;
  const outputPath = resolve(context.workingDirectory, output);
  const isCsv = extname(outputPath).toLowerCase() === '.csv';
  // What comes from stdin is kept in a file until the end: it is read twice.
  const isFile = flags.inputPath !== undefined;
  const inputPath = isFile
    ? resolve(context.workingDirectory, flags.inputPath)
    : join(tmpdir(), `mlinvoke-${randomUUID()}.csv`);
  try {
    if (!isFile) await writeFile(inputPath, await context.readInput(), { mode: 0o600 });
    const { rowCount, columns } = await predictFile({
      inputPath,
      outputPath,
      outputFormat: isCsv ? 'csv' : 'json',
      mlmodel: model.mlmodel,
      engine,
      signal: context.signal,
    });
    if (flags.json) writeJson(context, { output: outputPath, rows: rowCount, columns });
    else context.note(`Wrote ${rowCount} predictions to ${outputPath}.\n`);
  } finally {
    if (!isFile) await rm(inputPath, { force: true });
  }
}

async function predictOnce(job: Job): Promise<void> {
  const { flags, context, model, engine } = job;
  const contentType = inputType(flags) === 'csv' ? 'text/csv' : 'application/json';
  const body = await readBody(flags, context);
  const reply = await score(
    { body, contentType },
    { mlmodel: model.mlmodel, engine },
    context.signal,
  );
  if (reply.status >= 400) throw toMlflowError(reply);
  const text = textOf(reply);
  if (flags.outputPath === undefined) context.out(`${text}\n`);
  else await writeReply(job, flags.outputPath, text);
}

async function writeReply({ flags, context }: Job, output: string, text: string): Promise<void> {
  const outputPath = resolve(context.workingDirectory, output);
  await writeFileSafely(outputPath, (append) => append(text));
  if (flags.json) writeJson(context, { output: outputPath });
  else context.note(`Wrote the predictions to ${outputPath}.\n`);
}

async function readBody(flags: PredictFlags, context: CliContext): Promise<Uint8Array> {
  if (flags.inputPath === undefined) return context.readInput();
  const path = resolve(context.workingDirectory, flags.inputPath);
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ArtifactNotFoundError(
      `The input ${path} cannot be read. Give a CSV file or a JSON scoring request with -i, or send it to stdin.`,
      { cause },
    );
  }
}

function textOf({ body }: InvocationReply): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}
