import { invalidInput } from '../json/json-value.ts';

const lineBytes = 57; // 76 characters of base64, as RFC 2045 has it

/** Whether a text is base64 without line ends or anything else between, padded to its end. */
export function isPlainBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/u.test(text);
}

/**
 * Decodes base64 as Python's `base64.decodebytes` does: characters outside the alphabet are
 * skipped and the padding ends the data. Throws MlflowError BAD_REQUEST for incomplete padding.
 */
export function decodeBase64(text: string): Uint8Array {
  if (isPlainBase64(text)) return Buffer.from(text, 'base64'); // as nearly all is
  let data = '';
  let pads = 0;
  for (const character of text) {
    if (character !== '=') {
      if (/[A-Za-z0-9+/]/u.test(character)) [data, pads] = [data + character, 0];
      continue;
    }
    const position = data.length % 4;
    pads += 1;
    if (position >= 2 && position + pads >= 4) return Buffer.from(data, 'base64');
  }
  if (data.length % 4 !== 0) {
    throw invalidInput('base64 needs a multiple of four characters, padded with "=" at the end');
  }
  return Buffer.from(data, 'base64');
}

/** Encodes bytes as Python's `base64.encodebytes` does: lines of 76 characters, each ended. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += lineBytes) {
    text += `${Buffer.from(bytes.subarray(start, start + lineBytes)).toString('base64')}\n`;
  }
  return text;
}
