import { FormatError } from './format-error.ts';
import { type ProtobufField, bytesField, joinBytes, readFields, varintField } from './protobuf.ts';

/*
 * An .onnx file is a ModelProto of onnx/onnx.proto (IR version 10); the numbers of fields below are
 * from there. Only what decides inputs, outputs and files is read: the rest goes to onnxruntime.
 */
const modelFields = { opsetImport: 8, graph: 7, functions: 25 } as const;
const graphFields = { node: 1, initializer: 5, output: 12 } as const;
const nodeFields = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 } as const;
const attributeFields = {
  name: 1,
  tensor: 5,
  graph: 6,
  integers: 8,
  texts: 9,
  tensors: 10,
  graphs: 11,
} as const;
const tensorFields = { externalData: 13 } as const;
const maximumDepth = 32;

/** The keys that ZipMap gives to the columns of one output. */
export type ZipMapKeys = readonly bigint[] | readonly string[];

/** What onnxruntime does not do for us. */
export interface OnnxModel {
  /** The model, with each ZipMap at an output replaced: the output is then its matrix. */
  readonly bytes: Uint8Array;
  /** By the names of outputs. */
  readonly zipMaps: ReadonlyMap<string, ZipMapKeys>;
  /** Files beside the model that hold its weights, by their paths in the model. */
  readonly externalFiles: readonly string[];
}

/**
 * Reads what a model needs beside itself, and takes out the ZipMap operators at its end, whose
 * lists of dicts onnxruntime gives to Python only. Throws FormatError for what is no model.
 */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const fields = readFields(bytes);
  const graph = fields.findLast(({ number }) => number === modelFields.graph);
  if (!graph) throw new FormatError('the file holds no ONNX graph', 0);
  const files = new Set<string>();
  collectFromGraph(graph, files, 0);
  for (const field of fields) {
    if (field.number !== modelFields.functions) continue;
    for (const node of readFields(field.bytes, field.offset)) {
      if (node.number === 7) collectFromNode(node, files, 0); // FunctionProto.node
    }
  }
  const zipMaps = new Map<string, ZipMapKeys>();
  const newGraph = replaceZipMaps(readFields(graph.bytes, graph.offset), zipMaps);
  if (zipMaps.size === 0) return { bytes, zipMaps, externalFiles: [...files] };
  const rest = fields.filter((field) => field !== graph).map(({ raw }) => raw);
  const parts = [...rest, bytesField(modelFields.graph, newGraph), ...missingImport(fields)];
  return { bytes: joinBytes(parts), zipMaps, externalFiles: [...files] };
}

/** The Identity that stands in for ZipMap is of the domain "", which a model may not import. */
function missingImport(fields: readonly ProtobufField[]): Uint8Array[] {
  const hasMain = fields.some(
    ({ number, bytes, offset }) =>
      number === modelFields.opsetImport && textOf(readFields(bytes, offset), 1) === '',
  );
  return hasMain ? [] : [bytesField(modelFields.opsetImport, varintField(2, 13))];
}

function replaceZipMaps(
  fields: readonly ProtobufField[],
  zipMaps: Map<string, ZipMapKeys>,
): Uint8Array {
  const outputs = new Set(
    fields
      .filter(({ number }) => number === graphFields.output)
      .map(({ bytes, offset }) => textOf(readFields(bytes, offset), 1)),
  );
  const parts = fields.map((field): Uint8Array => {
    if (field.number !== graphFields.node) return field.raw;
    const node = readFields(field.bytes, field.offset);
    const isZipMap = textOf(node, nodeFields.operator) === 'ZipMap';
    const output = textOf(node, nodeFields.output);
    if (!isZipMap || !outputs.has(output)) return field.raw;
    zipMaps.set(output, readKeys(node));
    const identity = [
      bytesField(nodeFields.input, textOf(node, nodeFields.input)),
      bytesField(nodeFields.output, output),
      bytesField(nodeFields.name, textOf(node, nodeFields.name)),
      bytesField(nodeFields.operator, 'Identity'),
    ];
    return bytesField(graphFields.node, joinBytes(identity));
  });
  return joinBytes(
    parts.map((part, at) => {
      const field = fields[at];
      if (field?.number !== graphFields.output) return part;
      const name = textOf(readFields(field.bytes, field.offset), 1);
      return zipMaps.has(name) ? bytesField(graphFields.output, floatOutput(name)) : part;
    }),
  );
}

/** ValueInfoProto of a tensor of float32 with any shape. */
function floatOutput(name: string): Uint8Array {
  const tensorType = varintField(1, 1);
  return joinBytes([bytesField(1, name), bytesField(2, bytesField(1, tensorType))]);
}

function readKeys(node: readonly ProtobufField[]): ZipMapKeys {
  for (const field of node) {
    if (field.number !== nodeFields.attribute) continue;
    const attribute = readFields(field.bytes, field.offset);
    const name = textOf(attribute, attributeFields.name);
    if (name === 'classlabels_int64s') return readIntegers(attribute);
    if (name === 'classlabels_strings') {
      return attribute.filter(({ number }) => number === attributeFields.texts).map(decode);
    }
  }
  throw new FormatError('a ZipMap has no class labels', node[0]?.offset ?? 0);
}

/** A list of integers, packed into one field or each in its own. */
function readIntegers(attribute: readonly ProtobufField[]): bigint[] {
  return attribute
    .filter(({ number }) => number === attributeFields.integers)
    .flatMap(({ bytes, varint }) => (bytes.length > 0 ? unpack(bytes) : [varint]))
    .map((value) => BigInt.asIntN(64, value));
}

function unpack(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    if (shift > 63n) throw new FormatError('a packed number has more than ten bytes', 0);
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    values.push(value);
    value = 0n;
    shift = 0n;
  }
  return values;
}

function collectFromGraph(graph: ProtobufField, files: Set<string>, depth: number): void {
  if (depth > maximumDepth) throw new FormatError('the graphs are nested too deeply', graph.offset);
  for (const field of readFields(graph.bytes, graph.offset)) {
    if (field.number === graphFields.node) collectFromNode(field, files, depth);
    if (field.number === graphFields.initializer) collectFromTensor(field, files);
  }
}

function collectFromNode(node: ProtobufField, files: Set<string>, depth: number): void {
  for (const attribute of readFields(node.bytes, node.offset)) {
    if (attribute.number !== nodeFields.attribute) continue;
    for (const field of readFields(attribute.bytes, attribute.offset)) {
      const { number } = field;
      if (number === attributeFields.tensor || number === attributeFields.tensors) {
        collectFromTensor(field, files);
      }
      if (number === attributeFields.graph || number === attributeFields.graphs) {
        collectFromGraph(field, files, depth + 1);
      }
    }
  }
}

function collectFromTensor(tensor: ProtobufField, files: Set<string>): void {
  for (const field of readFields(tensor.bytes, tensor.offset)) {
    if (field.number !== tensorFields.externalData) continue;
    const entry = readFields(field.bytes, field.offset);
    if (textOf(entry, 1) === 'location') files.add(textOf(entry, 2));
  }
}

function textOf(fields: readonly ProtobufField[], number: number): string {
  const field = fields.findLast((candidate) => candidate.number === number);
  return field ? decode(field) : '';
}

function decode({ bytes }: ProtobufField): string {
  return new TextDecoder().decode(bytes);
}
