import type { MlModel } from './mlmodel.ts';
import type { ColumnType, ModelSignature, Schema } from './signature.ts';

/** One line of a signature: what it is called and what it holds. */
export interface SignatureRow {
  readonly name: string;
  readonly type: string;
}

/** Inputs, outputs or params, as the tree shows them. */
export interface SignaturePart {
  readonly kind: 'inputs' | 'outputs' | 'params';
  readonly rows: readonly SignatureRow[];
}

/** The flavors that say what the model is; `python_function` comes with nearly all of them. */
export function flavorNames(mlmodel: MlModel): readonly string[] {
  const names = [...mlmodel.flavors.keys()];
  const own = names.filter((name) => name !== 'python_function');
  return own.length > 0 ? own : names;
}

/** The parts of a signature that have rows, in the order inputs, outputs, params. */
export function signatureParts(signature: ModelSignature | undefined): readonly SignaturePart[] {
  if (!signature) return [];
  const params = (signature.params ?? []).map((param) => ({
    name: param.name,
    type: `${describeType(param.type)} = ${JSON.stringify(param.default)}`,
  }));
  const parts: SignaturePart[] = [
    { kind: 'inputs', rows: schemaRows(signature.inputs) },
    { kind: 'outputs', rows: schemaRows(signature.outputs) },
    { kind: 'params', rows: params },
  ];
  return parts.filter(({ rows }) => rows.length > 0);
}

/** A column's type in one word or so: `double`, `list of long`, `{ a: string, b?: double }`. */
function describeType(type: ColumnType): string {
  switch (type.kind) {
    case 'scalar':
      return type.type;
    case 'array':
      return `list of ${describeType(type.items)}`;
    case 'map':
      return `map of ${describeType(type.values)}`;
    case 'any':
      return 'any';
    case 'object': {
      const parts = type.properties.map(
        ({ name, type: part, required }) => `${name}${required ? '' : '?'}: ${describeType(part)}`,
      );
      return `{ ${parts.join(', ')} }`;
    }
  }
}

function schemaRows(schema: Schema | undefined): readonly SignatureRow[] {
  if (!schema) return [];
  if (schema.kind === 'tensors') {
    return schema.tensors.map(({ name, dtype, shape }, index) => ({
      name: name ?? `${index}`,
      type: `tensor of ${dtype}, shape (${shape.join(', ')})`,
    }));
  }
  return schema.columns.map(({ name, type, required }, index) => ({
    name: String(name ?? index),
    type: `${describeType(type)}${required ? '' : ', optional'}`,
  }));
}
