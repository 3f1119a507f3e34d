import type { InferredSignature } from '../../../model/inferred-signature.ts';
import type { TensorSpec } from '../../../model/signature.ts';
import type { OnnxInterface, OnnxType, OnnxValue } from './onnx-protocol.ts';

/** Larger examples are no help to anybody. */
const mostItems = 10_000;

/** The signature that an ONNX model without one says of itself: the tensors that it takes. */
export function inferOnnxSignature({
  inputs,
  outputs,
  zipMaps,
}: OnnxInterface): InferredSignature | undefined {
  const items = inputs.map(({ shape }) =>
    shape.reduce((product, length) => product * Math.max(1, length), 1),
  );
  if (items.some((count) => count > mostItems)) return undefined;
  const entries = inputs.map(({ name, type, shape }) => [name, exampleOf(type, shape)] as const);
  return {
    signature: {
      inputs: { kind: 'tensors', tensors: inputs.map(toSpec) },
      // Lists of dicts have no place in a signature of tensors.
      ...(zipMaps.size === 0 && { outputs: { kind: 'tensors', tensors: outputs.map(toSpec) } }),
    },
    example: { inputs: Object.fromEntries(entries) },
  };
}

function toSpec({ name, type, shape }: OnnxValue): TensorSpec {
  return { name, dtype: type === 'string' ? 'object' : type, shape };
}

/** Nested lists of one kind of value; open lengths are 1. */
function exampleOf(type: OnnxType, shape: readonly number[]): unknown {
  const [length, ...rest] = shape;
  if (length !== undefined) {
    return Array.from({ length: Math.max(1, length) }, () => exampleOf(type, rest));
  }
  if (type === 'string') return 'a';
  if (type === 'bool') return true;
  return type.startsWith('float') ? 0.5 : 1;
}
