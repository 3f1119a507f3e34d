import { FormatError } from '../format-error.ts';
import {
  type PythonObject,
  type PythonValue,
  describePythonValue,
  isTagged,
} from '../python-value.ts';
import { asEntries, asItems, resolvePython } from '../resolve-python.ts';

const none = -1;

/**
 * The texts of pandas' ArrowStringArray, NaN for missing ones. It holds an array of the type
 * `large_string` or `string`, or chunks of them, each as pyarrow pickles it:
 * `_restore_array((type, length, null count, offset, buffers, children, dictionary))` with the
 * buffers validity bits (or None), offsets of 64 or 32 bits, UTF-8 (Arrow columnar format,
 * "Variable-size Binary Layout"). Throws FormatError for anything else.
 */
export function readArrowTexts(object: PythonObject): (string | number)[] {
  const data = asEntries(object.state)?.find(([name]) => name === '_pa_array')?.[1];
  if (!isCall(data, 'chunked_array')) return readChunk(data, object);
  const chunks = asItems(data.args[0]);
  if (!chunks) throw unknown(data, object);
  return chunks.flatMap((chunk) => readChunk(chunk, object));
}

function readChunk(value: PythonValue | undefined, owner: PythonObject): (string | number)[] {
  if (!isCall(value, '_restore_array')) throw unknown(value, owner);
  const [type, length, , start, buffers] = asItems(value.args[0]) ?? [];
  const width = offsetWidth(type);
  const [validity, offsets, bytes] = asItems(buffers)?.map(bufferBytes) ?? [];
  const isShape = isCount(length) && isCount(start);
  if (!isShape || width === undefined || !offsets || validity === undefined) {
    throw unknown(value, owner);
  }
  const text = bytes ?? new Uint8Array(0);
  const count = start + length + 1;
  if (offsets.length < count * width) {
    throw new FormatError('an Arrow array has fewer offsets than texts', owner.offset);
  }
  const ends = readOffsets(offsets, width, count);
  const decoder = new TextDecoder();
  return Array.from({ length }, (_, index) => {
    const at = start + index;
    if (validity && ((validity[at >> 3] ?? 0) & (1 << (at & 7))) === 0) return Number.NaN;
    const [from = none, to = none] = [ends[at], ends[at + 1]];
    if (from < 0 || to < from || to > text.length) {
      throw new FormatError('an Arrow array has texts outside its bytes', owner.offset);
    }
    return decoder.decode(text.subarray(from, to));
  });
}

function readOffsets(bytes: Uint8Array, width: number, count: number): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, at) =>
    width === 8 ? Number(view.getBigInt64(at * 8, true)) : view.getInt32(at * 4, true),
  );
}

/** The bytes of an offset by the type of the array: `type_for_alias("large_string")`. */
function offsetWidth(type: PythonValue | undefined): number | undefined {
  const name = isCall(type, 'type_for_alias') ? type.args[0] : undefined;
  if (name === 'large_string' || name === 'large_utf8') return 8;
  return name === 'string' || name === 'utf8' ? 4 : undefined;
}

/** The bytes of `py_buffer(bytes)`; null for None, undefined for anything else. */
function bufferBytes(value: PythonValue): Uint8Array | null | undefined {
  if (value === null) return null;
  const raw = isCall(value, 'py_buffer') ? value.args[0] : undefined;
  const bytes = raw === undefined ? undefined : resolvePython(raw);
  return bytes instanceof Uint8Array ? bytes : undefined;
}

function isCall(value: PythonValue | undefined, name: string): value is PythonObject {
  const isObject = isTagged(value) && value.kind === 'object';
  return isObject && value.module === 'pyarrow.lib' && value.name === name;
}

function isCount(value: PythonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function unknown(value: PythonValue | undefined, owner: PythonObject): FormatError {
  const found = describePythonValue(value);
  return new FormatError(
    `an array of texts of pandas holds ${found}, which is not read`,
    owner.offset,
  );
}
