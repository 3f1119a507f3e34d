import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Column, Table } from '../../src/core/data/table.ts';
import type { Tensor } from '../../src/core/data/tensor.ts';
import type { PredictMethod } from '../../src/core/engines/native/methods.ts';

/** What scikit-learn answered, or the first line of what it raised. */
export type SklearnAnswer =
  | { readonly error: string }
  | { readonly dtype: string; readonly shape: number[]; readonly values: unknown[] };

export interface SklearnCase {
  readonly name: string;
  readonly input: Table | Tensor;
  readonly answers: Partial<Record<PredictMethod, SklearnAnswer>>;
}

export interface SklearnFixture {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  readonly format: 'skops' | 'pickle';
  readonly cases: readonly SklearnCase[];
}

const root = 'test/fixtures/sklearn';

/** All models in test/fixtures/sklearn, which scripts/record_sklearn_fixtures.py recorded. */
export function sklearnFixtures(): SklearnFixture[] {
  return readdirSync(root).map((name) => {
    const folder = join(root, name);
    const isSkops = readdirSync(folder).includes('model.skops');
    const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    return {
      name,
      folder,
      file: join(folder, isSkops ? 'model.skops' : 'model.pkl'),
      format: isSkops ? 'skops' : 'pickle',
      cases: expected.cases.map((item: WireCase) => ({ ...item, input: toInput(item.input) })),
    };
  });
}

interface WireCase {
  readonly input: WireTable | WireTensor;
}

interface WireTable {
  readonly kind: 'table';
  readonly rowCount: number;
  readonly columns: readonly { name: string; dtype: Column['dtype']; values: unknown[] }[];
}

interface WireTensor {
  readonly kind: 'tensor';
  readonly dtype: Tensor['dtype'];
  readonly shape: number[];
  readonly values: unknown[];
}

/** Numbers that JSON cannot hold are written as `{float: "nan"}` and `{integer: "…"}`. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('integer' in value) return BigInt(String(value.integer));
  if ('float' in value) return Number(String(value.float).replace('inf', 'Infinity'));
  return value;
}

function toInput(input: WireTable | WireTensor): Table | Tensor {
  if (input.kind === 'tensor') {
    const { kind, dtype, shape } = input;
    return { kind, shape, ...typedValues(dtype, input.values) } as Tensor;
  }
  return {
    kind: 'table',
    rowCount: input.rowCount,
    names: input.columns.map(({ name }) => name),
    columns: input.columns.map(({ dtype, values }) => typedValues(dtype, values) as Column),
  };
}

function typedValues(dtype: string, wire: unknown[]): { dtype: string; values: unknown } {
  const values = wire.map(plainValue);
  switch (dtype) {
    case 'float64':
      return { dtype, values: Float64Array.from(values, Number) };
    case 'float32':
      return { dtype, values: Float32Array.from(values, Number) };
    case 'int32':
      return { dtype, values: Int32Array.from(values, Number) };
    case 'int64':
      return { dtype, values: BigInt64Array.from(values as (number | bigint)[], BigInt) };
    case 'bool':
    case 'boolean':
      return { dtype, values: Uint8Array.from(values, Number) };
    case 'object':
      return { dtype, values };
    default:
      throw new Error(`The fixture has a dtype ${dtype} that the helper does not know.`);
  }
}
