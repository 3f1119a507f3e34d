import type { RequestBody } from '../../../score/request-body.ts';
import type { InvocationReply } from '../../engine.ts';
import type { WireResult } from '../wire-error.ts';

/** Types of tensors that go in and out, by onnxruntime's names in JavaScript. */
export type OnnxType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'string';

/** A tensor on its way between threads; `data` is the typed array of its type, or texts. */
export interface OnnxTensor {
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number> | ArrayLike<bigint> | readonly string[];
}

/** An input or output of a model; a length of -1 may be anything. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
}

/** What the model says of itself when it is loaded. */
export interface OnnxInterface {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Outputs whose columns are named: the answer is a list of dicts with these keys. */
  readonly zipMaps: ReadonlyMap<string, readonly bigint[] | readonly string[]>;
}

/** What the thread is started with. */
export interface OnnxLoad {
  readonly kind: 'mlinvoke-onnx';
  readonly path: string;
  /** The model folder, which the files of its weights cannot leave. */
  readonly folder: string;
  readonly uri: string;
  /** Path of onnxruntime's WebAssembly. */
  readonly wasmFile: string;
  /** Path of an installed onnxruntime-node, which is then used instead. */
  readonly nativeRuntime?: string;
}

/** The first message of the thread. */
export type OnnxLoaded = WireResult<OnnxInterface>;

/** Tensors by name: what a model is run on, or its outputs in the model's order. */
export type OnnxTensors = ReadonlyMap<string, OnnxTensor>;

/** What the thread is asked, one task after the other. It answers with a WireResult. */
export type OnnxTask =
  /** Answered with the outputs, {@link OnnxTensors}. */
  | { readonly kind: 'run'; readonly feeds: OnnxTensors }
  /** A whole request, answered with an {@link OnnxReply}. */
  | { readonly kind: 'invoke'; readonly request: RequestBody };

/** A reply on its way between threads. */
export type OnnxReply = InvocationReply & { readonly body: Uint8Array<ArrayBuffer> };
