import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { encodePrediction } from '../../../src/core/data/encode-prediction.ts';
import { PythonFloat } from '../../../src/core/data/json/json-value.ts';
import type { Prediction } from '../../../src/core/data/model-input.ts';
import type { Column } from '../../../src/core/data/table.ts';
import type { Tensor } from '../../../src/core/data/tensor.ts';

// What MLflow's NumpyEncoder wrote of predictions of every dtype; see scripts/fixtures/encoding.py.
const folder = join(import.meta.dirname, '../../fixtures/encoding');
const prediction = z.union([
  z.object({
    kind: z.literal('table'),
    names: z.array(z.union([z.string(), z.number()])),
    dtypes: z.array(z.string()),
    columns: z.array(z.array(z.unknown())),
  }),
  z.object({
    kind: z.literal('tensor'),
    dtype: z.string(),
    shape: z.array(z.number()),
    values: z.array(z.unknown()),
  }),
]);
const recorded = z
  .array(z.object({ name: z.string(), prediction, json: z.string() }))
  .parse(JSON.parse(readFileSync(join(folder, 'predictions.json'), 'utf8')));

/** A value from the words of the echo model. */
function toCell(described: unknown): unknown {
  if (Array.isArray(described)) return described.map(toCell);
  if (typeof described === 'object' && described !== null) {
    return Object.fromEntries(
      Object.entries(described).map(([name, part]) => [name, toCell(part)]),
    );
  }
  const text = String(described);
  const colon = text.indexOf(':');
  const [kind, content] = [text.slice(0, colon), text.slice(colon + 1)];
  if (kind === 'bool') return content === 'True';
  if (kind === 'int' || kind === 'datetime') return BigInt(content);
  if (kind === 'float') return content === 'nan' ? null : new PythonFloat(Number(content));
  if (kind === 'bytes') return Buffer.from(content, 'hex');
  return kind === 'str' ? content : null;
}

const toNumber = (cell: unknown) => (cell instanceof PythonFloat ? cell.value : Number(cell));
const toBigint = (cell: unknown) => BigInt(String(cell));

function toColumn(dtype: string, cells: readonly unknown[]): Column {
  switch (dtype) {
    case 'float64':
      return { dtype, values: Float64Array.from(cells, toNumber) };
    case 'float32':
      return { dtype, values: Float32Array.from(cells, toNumber) };
    case 'int32':
      return { dtype, values: Int32Array.from(cells, toNumber) };
    case 'int64':
    case 'datetime64[ns]':
      return { dtype, values: BigInt64Array.from(cells, toBigint) };
    case 'bool':
      return { dtype: 'boolean', values: Uint8Array.from(cells, Number) };
    default:
      return { dtype: 'object', values: cells };
  }
}

function toTensor(dtype: string, shape: readonly number[], cells: readonly unknown[]): Tensor {
  const base = { kind: 'tensor', shape } as const;
  const numbers = cells.map(toNumber);
  switch (dtype) {
    case 'float64':
      return { ...base, dtype, values: Float64Array.from(numbers) };
    case 'float32':
      return { ...base, dtype, values: Float32Array.from(numbers) };
    case 'int64':
      return { ...base, dtype, values: BigInt64Array.from(cells, toBigint) };
    case 'uint64':
      return { ...base, dtype, values: BigUint64Array.from(cells, toBigint) };
    case 'int32':
      return { ...base, dtype, values: Int32Array.from(numbers) };
    case 'uint32':
      return { ...base, dtype, values: Uint32Array.from(numbers) };
    case 'int16':
      return { ...base, dtype, values: Int16Array.from(numbers) };
    case 'uint16':
      return { ...base, dtype, values: Uint16Array.from(numbers) };
    case 'int8':
      return { ...base, dtype, values: Int8Array.from(numbers) };
    case 'uint8':
      return { ...base, dtype, values: Uint8Array.from(numbers) };
    case 'bool':
      return { ...base, dtype, values: Uint8Array.from(cells, Number) };
    default:
      return { ...base, dtype: 'object', values: cells };
  }
}

function toPrediction(described: z.infer<typeof prediction>): Prediction {
  if (described.kind === 'tensor') {
    return toTensor(described.dtype, described.shape, described.values.map(toCell));
  }
  const columns = described.columns.map((cells, index) =>
    toColumn(described.dtypes[index] ?? '', cells.map(toCell)),
  );
  const rowCount = described.columns[0]?.length ?? 0;
  return { kind: 'table', names: described.names, columns, rowCount };
}

/** Python escapes all but ASCII and writes NaN, which is no JSON: two spellings we do not share. */
function inOurSpelling(json: string): string {
  return json
    .replaceAll(/\\u(?<code>[0-9a-f]{4})/gu, (escape, code: string) =>
      Number.parseInt(code, 16) < 0x7f ? escape : String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replaceAll(': NaN', ': null');
}

it('finds the recorded predictions', () => {
  expect(recorded.length).toBeGreaterThan(30);
});

it.each(recorded)('encodes as MLflow does: $name', ({ prediction: described, json }) => {
  expect(encodePrediction(toPrediction(described))).toBe(inOurSpelling(json));
});
