import type { ColumnType, ScalarType, TensorSpec } from '../../core/model/signature.ts';

/** A JSON Schema (2020-12), as OpenAPI 3.1 has them. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Numbers may be missing, or come as texts, which MLflow converts. */
const scalars: Readonly<Record<ScalarType, JsonSchema>> = {
  boolean: { type: ['boolean', 'null'] },
  integer: { type: 'integer', format: 'int32' },
  long: { type: 'integer', format: 'int64' },
  float: { type: ['number', 'null'], format: 'float' },
  double: { type: ['number', 'null'], format: 'double' },
  string: { type: ['string', 'null'] },
  binary: { type: ['string', 'null'], contentEncoding: 'base64' },
  datetime: {
    type: ['string', 'null'],
    description: 'A date or a moment without a time zone, such as 2024-01-31T12:00:00.',
  },
};

/** The schema of a cell; a missing value is null where the column is optional. */
export function columnSchema(type: ColumnType, isRequired: boolean): JsonSchema {
  const schema = typeSchema(type);
  return isRequired || type.kind === 'any' ? schema : { anyOf: [schema, { type: 'null' }] };
}

function typeSchema(type: ColumnType): JsonSchema {
  switch (type.kind) {
    case 'scalar':
      return scalars[type.type];
    case 'array':
      return { type: 'array', items: typeSchema(type.items) };
    case 'map':
      return { type: 'object', additionalProperties: typeSchema(type.values) };
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries(
          type.properties.map((part) => [part.name, columnSchema(part.type, part.required)]),
        ),
        required: type.properties.filter((part) => part.required).map((part) => part.name),
        additionalProperties: false,
      };
    case 'any':
      return {};
  }
}

/** The schema of nested lists: one level for each dimension; -1 stands for any length. */
export function tensorSchema({ dtype, shape }: TensorSpec): JsonSchema {
  return shape.reduceRight<JsonSchema>(
    (items, length) => ({
      type: 'array',
      items,
      ...(length >= 0 && { minItems: length, maxItems: length }),
    }),
    elementSchema(dtype),
  );
}

function elementSchema(dtype: string): JsonSchema {
  if (dtype.startsWith('float')) return { type: ['number', 'null'] };
  if (/^u?int/u.test(dtype)) return { type: 'integer' };
  if (dtype === 'bool') return { type: 'boolean' };
  return dtype === 'object' ? {} : { type: 'string' };
}
