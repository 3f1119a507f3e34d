import { toCsvLine } from '../../core/batch/csv-text.ts';
import {
  entriesOf,
  isJsonObject,
  type JsonObject,
  valueAt,
} from '../../core/data/json/json-value.ts';
import { readJson } from '../../core/data/json/read-json.ts';
import { scanJson } from '../../core/data/json/scan-json.ts';
import { readServingExample } from '../../core/model/input-example.ts';
import type { InferredSignature } from '../../core/model/inferred-signature.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import { formatJson } from './format-json.ts';
import { sampleInput } from './sample-input.ts';

/** A request to show: where it is from, and its JSON as readJson gives it. */
export interface ExampleRequest {
  readonly origin: 'example' | 'signature' | 'inferred' | 'none';
  readonly value: unknown;
}

/** More rows than that say no more about the format. */
const mostRows = 3;

const anyTable = { dataframe_split: { columns: ['column'], data: [[0.5]] } };

/**
 * A request that the model takes: its input example, else made-up values that fit the signature or
 * what was inferred from the model, else the bare form of a table. An example that cannot be read
 * is not worth failing for.
 */
export async function findExampleRequest(
  model: LocalModel,
  inferred?: InferredSignature,
): Promise<ExampleRequest> {
  const value = await readExample(model);
  if (value !== undefined) return { origin: 'example', value: firstRows(value) };
  const sample = sampleInput(model.mlmodel.signature);
  if (sample) return { origin: 'signature', value: sample };
  if (inferred)
    return {
      origin: 'inferred',
      value: readJson(JSON.stringify(inferred.example), { keepsFloats: true }),
    };
  const takesArrays = model.mlmodel.signature?.inputs?.kind === 'tensors';
  return { origin: 'none', value: takesArrays ? { inputs: [] } : anyTable };
}

async function readExample(model: LocalModel): Promise<unknown> {
  try {
    const text = await readServingExample(model);
    return text === undefined ? undefined : scanJson(text); // no deeper than a page can show
  } catch {
    return undefined; // the file is missing or broken
  }
}

/** The request with its first rows only. */
function firstRows(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return new Map(entriesOf(value).map(([key, part]) => [key, shortenPart(key, part)]));
}

function shortenPart(key: string, part: unknown): unknown {
  if (key === 'dataframe_split' && isJsonObject(part)) {
    return new Map(
      entriesOf(part).map(([name, list]) => [name, name === 'columns' ? list : shorten(list)]),
    );
  }
  if (key === 'inputs' && isJsonObject(part)) {
    return new Map(entriesOf(part).map(([name, list]) => [name, shorten(list)]));
  }
  return ['dataframe_records', 'instances', 'inputs'].includes(key) ? shorten(part) : part;
}

function shorten(list: unknown): unknown {
  return Array.isArray(list) ? list.slice(0, mostRows) : list;
}

/**
 * The same rows as CSV, or undefined where CSV cannot hold them: nested values, arrays, params,
 * columns without names.
 */
export function toCsvExample({ value }: ExampleRequest): string | undefined {
  const table = isJsonObject(value) ? valueAt(value, 'dataframe_split') : undefined;
  if (!isJsonObject(value) || !isJsonObject(table) || valueAt(value, 'params')) return undefined;
  const rows = readTable(table);
  return rows && `${rows.map((row) => toCsvLine(row.map(toText))).join('\n')}\n`;
}

function readTable(table: JsonObject): readonly (readonly unknown[])[] | undefined {
  const names = valueAt(table, 'columns');
  const data = valueAt(table, 'data');
  if (!Array.isArray(names) || !Array.isArray(data)) return undefined;
  const rows: unknown[] = [names, ...data];
  const isFlat = (row: unknown): row is unknown[] =>
    Array.isArray(row) && !row.some((cell) => Array.isArray(cell) || isJsonObject(cell));
  return rows.every(isFlat) ? rows : undefined;
}

function toText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? cell : formatJson(cell, { width: 0 });
}
