import type {
  ColumnSpec,
  ModelSignature,
  ParamSpec,
  Schema,
  TensorSpec,
} from '../../core/model/signature.ts';
import { columnSchema, type JsonSchema, tensorSchema } from './column-schema.ts';

/** Schemas by the names of MLflow's four JSON forms. */
type FormSchemas = Readonly<
  Record<'dataframe_split' | 'dataframe_records' | 'instances' | 'inputs', JsonSchema>
>;

const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const anyRow = {
  anyOf: [{ type: 'array' }, { type: 'object' }, { type: ['number', 'string', 'boolean', 'null'] }],
};

const freeForms: FormSchemas = {
  dataframe_split: splitSchema([], {}),
  dataframe_records: list(anyRow),
  instances: {},
  inputs: {},
};

/** The JSON bodies of `/invocations` for a signature: one of MLflow's four forms, and `params`. */
export function requestSchema(signature: ModelSignature | undefined): JsonSchema {
  const forms = formSchemas(signature?.inputs);
  const params = signature?.params ? { params: paramsSchema(signature.params) } : {};
  return {
    oneOf: [
      ...Object.entries(forms).map(([form, schema]) => ({
        title: form,
        type: 'object',
        properties: { [form]: schema, ...params },
        required: [form],
      })),
      ...(signature?.inputs === undefined || takesMessages(signature.inputs) ? [unwrapped] : []),
    ],
  };
}

/** Bodies of language models stand without a form around them, and so do the replies. */
const unwrapped: JsonSchema = {
  title: 'unwrapped',
  type: 'object',
  anyOf: [{ required: ['messages'] }, { required: ['prompt'] }, { required: ['input'] }],
};

function takesMessages(schema: Schema): boolean {
  const names = new Set(['messages', 'prompt', 'input']);
  return schema.kind === 'columns' && schema.columns.some(({ name }) => names.has(String(name)));
}

function formSchemas(schema: Schema | undefined): FormSchemas {
  if (!schema) return freeForms;
  if (schema.kind === 'tensors') return tensorForms(schema.tensors);
  return schema.columns[0]?.name === undefined
    ? positionForms(schema.columns)
    : namedForms(schema.columns);
}

function splitSchema(required: readonly string[], cell: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      columns: {
        type: 'array',
        items: { type: ['string', 'integer'] },
        ...(required.length > 0 && {
          allOf: required.map((name) => ({ contains: { const: name } })),
        }),
      },
      index: { type: 'array' },
      data: list({ anyOf: [list(cell), { type: 'object' }, cell] }),
    },
    required: required.length > 0 ? ['columns', 'data'] : ['data'],
    additionalProperties: false,
  };
}

function namedForms(columns: readonly ColumnSpec[]): FormSchemas {
  const names = columns.filter(({ required }) => required).map(({ name }) => String(name));
  const cells = columns.map((spec) => [String(spec.name), columnSchema(spec.type, spec.required)]);
  const record = { type: 'object', properties: Object.fromEntries(cells), required: names };
  const arrays = columns.map((spec) => {
    const cell = columnSchema(spec.type, spec.required);
    return [String(spec.name), { anyOf: [list(cell), list(list(cell)), cell] }];
  });
  const byColumn = { type: 'object', properties: Object.fromEntries(arrays), required: names };
  // A single column may go without its name.
  const alone = columns.length === 1 ? [{ type: ['array', 'string', 'number', 'boolean'] }] : [];
  return {
    dataframe_split: { ...splitSchema(names, {}), description: describeColumns(columns) },
    dataframe_records: list(record),
    instances: { anyOf: [list(record), byColumn, ...alone] },
    inputs: { anyOf: [byColumn, list(record), record, ...alone] },
  };
}

function describeColumns(columns: readonly ColumnSpec[]): string {
  const names = columns.map(({ name, required }) => `${name}${required ? '' : ' (optional)'}`);
  return `Columns in any order, extra ones are left out: ${names.join(', ')}.`;
}

/** Columns without names go by their position. */
function positionForms(columns: readonly ColumnSpec[]): FormSchemas {
  const prefixItems = columns.map((spec) => columnSchema(spec.type, spec.required));
  const row = { type: 'array', prefixItems, minItems: columns.length };
  const record = { type: 'object', minProperties: columns.length };
  const rows = list(columns.length === 1 ? { anyOf: [row, prefixItems[0]] } : row);
  return {
    dataframe_split: {
      type: 'object',
      properties: { columns: { type: 'array' }, index: { type: 'array' }, data: rows },
      required: ['data'],
      additionalProperties: false,
    },
    dataframe_records: list({ anyOf: [record, row] }),
    instances: { anyOf: [rows, list(record)] },
    inputs: rows,
  };
}

function tensorForms(tensors: readonly TensorSpec[]): FormSchemas {
  const [first] = tensors;
  if (first === undefined) return freeForms;
  const array = tensorSchema(first);
  if (first.name === undefined) {
    return { ...freeForms, instances: array, inputs: array };
  }
  const names = tensors.map(({ name }) => String(name));
  const byName = {
    type: 'object',
    properties: Object.fromEntries(tensors.map((spec) => [String(spec.name), tensorSchema(spec)])),
    required: names,
  };
  const record = { type: 'object', required: names };
  return {
    ...freeForms,
    dataframe_records: list(record),
    instances: { anyOf: [list(record), byName] },
    inputs: byName,
  };
}

function paramsSchema(params: readonly ParamSpec[]): JsonSchema {
  const properties = params.map((param) => {
    const schema = columnSchema(param.type, false);
    const shaped = param.shape ? list(schema) : schema;
    return [param.name, { ...shaped, default: param.default }];
  });
  return { type: ['object', 'null'], properties: Object.fromEntries(properties) };
}

/** The JSON replies of `/invocations`: predictions, for rows in the order of the request. */
export function replySchema(signature: ModelSignature | undefined): JsonSchema {
  const predictions = predictionsSchema(signature?.outputs);
  const reply = {
    type: 'object',
    properties: { predictions },
    required: ['predictions'],
    additionalProperties: false,
  };
  const isWrapped = signature?.inputs !== undefined && !takesMessages(signature.inputs);
  return isWrapped ? reply : { anyOf: [reply, {}] };
}

function predictionsSchema(schema: Schema | undefined): JsonSchema {
  if (!schema) return {};
  if (schema.kind === 'tensors') {
    const [first] = schema.tensors;
    return first && first.name === undefined ? tensorSchema(first) : {};
  }
  const [first] = schema.columns;
  if (!first) return {};
  const record = {
    type: 'object',
    properties: Object.fromEntries(
      schema.columns.map((spec, index) => [
        String(spec.name ?? index),
        columnSchema(spec.type, false),
      ]),
    ),
  };
  const isSingle = schema.columns.length === 1;
  return list({ anyOf: [record, ...(isSingle ? [columnSchema(first.type, false)] : [])] });
}
