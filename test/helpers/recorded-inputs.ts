import type { Column, Table } from '../../src/core/data/table.ts';
import type { Tensor } from '../../src/core/data/tensor.ts';

/** An input as the recorders under scripts/ write it. */
export type WireInput = WireTable | WireTensor;

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
  readonly keepsObjects?: true;
}

/** Numbers that JSON cannot hold are written as `{float: "nan"}` and `{integer: "…"}`. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('integer' in value) return BigInt(String(value.integer));
  if ('float' in value) return Number(String(value.float).replace('inf', 'Infinity'));
  return value;
}

/** The recorded input as the engine takes it. */
export function toInput(input: WireInput): Table | Tensor {
  if (input.kind === 'tensor') {
    const { dtype, values, ...rest } = input;
    return { ...rest, ...typedValues(dtype, values) } as Tensor;
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
