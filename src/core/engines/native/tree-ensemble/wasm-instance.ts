/** A module's memory, and its functions by name. */
export interface WasmInstance {
  readonly buffer: ArrayBuffer;
  readonly functions: Readonly<Record<string, (...numbers: number[]) => void>>;
}

/** The part of WebAssembly's interface in JavaScript that is used; TypeScript has it only with DOM. */
interface WasmApi {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: WasmInstance['functions'] };
}

const pageBytes = 65_536;

/**
 * Compiles a module of `encodeModule` and gives it a memory of its own. Undefined where that is
 * not possible: V8 runs without WebAssembly (`--jitless`), a processor has no SIMD, memory lacks.
 */
export function instantiate(bytes: Uint8Array, memoryBytes: number): WasmInstance | undefined {
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WasmApi };
  if (!api) return undefined;
  try {
    const memory = new api.Memory({ initial: Math.ceil(memoryBytes / pageBytes) });
    const instance = new api.Instance(new api.Module(bytes), { env: { memory } });
    return { buffer: memory.buffer, functions: instance.exports };
  } catch {
    return undefined; // the array walker gives the same answers
  }
}
