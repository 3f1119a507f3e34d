import { isAscii } from 'node:buffer';
import { invalidInput } from './json-value.ts';
import { scanJson } from './scan-json.ts';

// Each finds, or at worst suspects, something that JSON.parse would lose.
const longInteger = /(?:^|[[,:\s-])\d{15}[\d.]/u;
const integerKey = /"(?:\d|\\u003\d)+"\s*:/u;
// A fraction is rounded away where it begins with so many zeros or nines that they and the digits
// before the point are fifteen.
const integralFloat =
  /\.(?:0*[\s,\]}eE]|0{9}|9{9}|(?:0{4}|9{4})(?<=\d{7}\..{4})|[09](?<=\d{12}\..))|\d[eE]/u;

/** How {@link readJson} reads. */
export interface ReadJsonOptions {
  /** Whether `5.0` must stay distinct from `5`; costs time on bodies that hold such numbers. */
  readonly keepsFloats: boolean;
}

/**
 * Reads the JSON of a request body as Python's json module does: see scanJson for the values.
 * Uses JSON.parse where that loses nothing. Throws MlflowError BAD_REQUEST.
 */
export function readJson(text: string, { keepsFloats }: ReadJsonOptions): unknown {
  const isLossless =
    !longInteger.test(text) && !integerKey.test(text) && !(keepsFloats && integralFloat.test(text));
  if (!isLossless) return scanJson(text);
  try {
    return JSON.parse(text);
  } catch {
    return scanJson(text); // NaN, or an error with its place
  }
}

/**
 * The text of a request body. Throws MlflowError BAD_REQUEST when the bytes are not UTF-8; a byte
 * order mark is dropped unless it is to be kept.
 */
export function decodeUtf8(body: Uint8Array, { keepsBom = false } = {}): string {
  if (isAscii(body)) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: keepsBom }).decode(body);
  } catch {
    throw invalidInput(
      'The body is not valid UTF-8. Send it in UTF-8; a file from a spreadsheet may need "Save as UTF-8".',
    );
  }
}
