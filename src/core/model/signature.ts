import * as z from 'zod';
import { MlflowError } from '../errors.ts';
import type { ColumnName } from '../data/table.ts';

/** MLflow's scalar column types (mlflow.types.DataType, 3.17), by the names that MLmodel uses. */
export type ScalarType =
  | 'boolean'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'string'
  | 'binary'
  | 'datetime';

/** The type of a column or of a part of it (mlflow.types.schema: Array, Object, Map, AnyType). */
export type ColumnType =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'array'; readonly items: ColumnType }
  | { readonly kind: 'object'; readonly properties: readonly Property[] }
  | { readonly kind: 'map'; readonly values: ColumnType }
  | { readonly kind: 'any' };

/** A named part of an `object` column. */
export interface Property {
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
}

/** A column that the model expects or returns; unnamed columns go by position. */
export interface ColumnSpec {
  readonly name?: ColumnName;
  readonly type: ColumnType;
  readonly required: boolean;
}

/** A tensor that the model expects or returns; -1 in the shape stands for any length. */
export interface TensorSpec {
  readonly name?: string;
  /** A NumPy dtype name such as `float64` or `<U10`. */
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** Either columns or tensors, never both. */
export type Schema =
  | { readonly kind: 'columns'; readonly columns: readonly ColumnSpec[] }
  | { readonly kind: 'tensors'; readonly tensors: readonly TensorSpec[] };

/** An inference parameter with its default; a shape of [-1] stands for a list. */
export interface ParamSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly default: unknown;
  readonly shape?: readonly number[];
}

/** What goes into a model and what comes out (mlflow.models.ModelSignature). */
export interface ModelSignature {
  readonly inputs?: Schema;
  readonly outputs?: Schema;
  readonly params?: readonly ParamSpec[];
}

const scalarTypes: readonly string[] = [
  'boolean',
  'integer',
  'long',
  'float',
  'double',
  'string',
  'binary',
  'datetime',
] satisfies ScalarType[];

/** Deeper ones would be no use to anybody, and everything that follows them goes as deep. */
const deepestType = 64;

const wireType = z.looseObject({
  type: z.string(),
  items: z.unknown().optional(),
  values: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

const wireColumn = wireType.extend({
  name: z.union([z.string(), z.number()]).nullish(),
  required: z.boolean().optional(),
  optional: z.boolean().optional(),
});

const wireTensor = z.object({
  type: z.literal('tensor'),
  name: z.string().nullish(),
  'tensor-spec': z.object({
    dtype: z.string(),
    shape: z.array(z.number().int()).max(64), // NumPy's own limit of dimensions
  }),
});

const wireParam = z.looseObject({
  name: z.string(),
  type: z.string(),
  default: z.unknown(),
  shape: z.array(z.number().int()).nullish(),
});

const wireSignature = z.looseObject({
  inputs: z.string().nullish(),
  outputs: z.string().nullish(),
  params: z.string().nullish(),
});

/**
 * Reads the `signature` entry of an MLmodel file, whose three parts are JSON inside strings.
 * Throws MlflowError INVALID_PARAMETER_VALUE that names the part and what is wrong with it.
 * Follows mlflow.models.signature.ModelSignature.from_dict and mlflow.types.schema (3.17).
 */
export function parseSignature(value: unknown): ModelSignature {
  const result = wireSignature.safeParse(value);
  if (!result.success) throw unreadable('entries', result.error);
  const wire = result.data;
  const inputs = parsePart('inputs', wire.inputs, parseSchema);
  const outputs = parsePart('outputs', wire.outputs, parseSchema);
  const params = parsePart('params', wire.params, (items) => items.map(parseParam));
  return {
    ...(inputs && { inputs }),
    ...(outputs && { outputs }),
    ...(params && { params }),
  };
}

function parsePart<T>(
  part: string,
  json: string | null | undefined,
  read: (items: readonly unknown[]) => T,
): T | undefined {
  if (json === null || json === undefined) return undefined;
  try {
    return read(z.array(z.unknown()).parse(JSON.parse(json)));
  } catch (cause) {
    if (cause instanceof MlflowError) throw cause;
    throw unreadable(part, cause);
  }
}

function unreadable(part: string, cause: unknown): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The signature's ${part} in the MLmodel file cannot be read: ${describe(cause)}. ` +
      'Expected a JSON list of column or tensor specifications, as MLflow writes it; log the model again.',
    { cause },
  );
}

function describe(cause: unknown): string {
  if (cause instanceof z.ZodError) {
    const issue = cause.issues[0];
    return issue ? `${issue.message} at ${issue.path.join('.') || 'the top'}` : 'it is malformed';
  }
  return cause instanceof Error ? cause.message : String(cause);
}

function parseSchema(items: readonly unknown[]): Schema {
  const areTensors = items.length > 0 && items.every((item) => wireTensor.safeParse(item).success);
  if (areTensors) return { kind: 'tensors', tensors: items.map(parseTensor) };
  return { kind: 'columns', columns: items.map(parseColumn) };
}

function parseTensor(item: unknown): TensorSpec {
  const wire = wireTensor.parse(item);
  const { dtype, shape } = wire['tensor-spec'];
  return {
    dtype,
    shape,
    ...(wire.name !== null && wire.name !== undefined && { name: wire.name }),
  };
}

function parseColumn(item: unknown): ColumnSpec {
  const wire = wireColumn.parse(item);
  const name = wire.name ?? undefined;
  return {
    type: parseType(wire),
    required: isRequired(wire),
    ...(name !== undefined && { name }),
  };
}

/** MLflow 2.x before 2.9 wrote `optional: true`; later versions write `required`. */
function isRequired(wire: { required?: boolean | undefined; optional?: boolean | undefined }) {
  return wire.required ?? wire.optional !== true;
}

function parseType(value: unknown, depth = 0): ColumnType {
  const wire = wireType.parse(value);
  if (depth > deepestType) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The signature has a column whose type nests more than ${deepestType} levels deep; the MLmodel file may be damaged.`,
    );
  }
  switch (wire.type) {
    case 'array':
      return { kind: 'array', items: parseType(wire.items, depth + 1) };
    case 'map':
      return { kind: 'map', values: parseType(wire.values, depth + 1) };
    case 'object':
      return { kind: 'object', properties: parseProperties(wire.properties ?? {}, depth + 1) };
    case 'any':
      return { kind: 'any' };
    default:
      return { kind: 'scalar', type: parseScalarType(wire.type) };
  }
}

function parseProperties(properties: Record<string, unknown>, depth: number): Property[] {
  return Object.entries(properties).map(([name, value]) => {
    const wire = wireColumn.parse(value);
    return { name, type: parseType(wire, depth), required: isRequired(wire) };
  });
}

function parseScalarType(type: string): ScalarType {
  if (scalarTypes.includes(type)) return type as ScalarType; // checked by the line's condition
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The signature has a column of type "${type}", which is not an MLflow type. ` +
      `Accepted are ${scalarTypes.join(', ')}, array, object, map and any.`,
  );
}

function parseParam(item: unknown): ParamSpec {
  const wire = wireParam.parse(item);
  return {
    name: wire.name,
    type: parseType(wire),
    default: wire.default,
    ...(wire.shape && { shape: wire.shape }),
  };
}
