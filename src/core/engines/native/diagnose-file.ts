import type { ModelFormat } from './model-source.ts';

const carriageReturn = 0x0d;
const lineFeed = 0x0a;
/** Random bytes hold a lone line feed every 256 bytes: so many without one are no accident. */
const enoughLineFeeds = 8;
const enoughBytes = 2 ** 20;

/**
 * Says what has probably happened to a model file that cannot be read, and what to do; undefined
 * when nothing of the known kind shows.
 */
export function diagnoseFile(bytes: Uint8Array, format: ModelFormat): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  if (head.startsWith('version https://git-lfs.github.com/spec/')) {
    return 'It is a Git LFS pointer, not the file itself; run "git lfs pull" to fetch it.';
  }
  if (bytes.length === 0) return 'It is empty; copy or download the model again.';
  if (/^\s*(<!doctype|<html)/i.test(head)) {
    return 'It is a web page, probably of a login or an error; download the file again.';
  }
  if (head.startsWith('PK') && format === 'pickle') {
    return 'It is a zip archive; if it is a skops file, set serialization_format to skops.';
  }
  if (bytes[0] === 0x80 && format === 'skops') {
    return 'It is a pickle; set serialization_format to cloudpickle in the MLmodel file.';
  }
  return diagnoseLineEndings(bytes) ?? diagnoseEnd(bytes, format);
}

function diagnoseLineEndings(bytes: Uint8Array): string | undefined {
  let lineFeeds = 0;
  let pairs = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
    lineFeeds += 1;
    if (bytes[at - 1] === carriageReturn) pairs += 1;
  }
  const advice =
    'as Git does with files it takes for text; fetch the file again with "*.pkl binary" in .gitattributes.';
  if (lineFeeds >= enoughLineFeeds && pairs === lineFeeds) {
    return `Its line endings were rewritten (every LF became CRLF), ${advice}`;
  }
  if (pairs === 0 && bytes.length >= enoughBytes && bytes.includes(carriageReturn)) {
    return `Its line endings were probably rewritten (no CRLF is left), ${advice}`;
  }
  return undefined;
}

function diagnoseEnd(bytes: Uint8Array, format: ModelFormat): string | undefined {
  const stop = 0x2e;
  if (format === 'pickle' && bytes.at(-1) !== stop) {
    return 'It is cut off: its end is missing. Copy or download the model again.';
  }
  return undefined;
}
