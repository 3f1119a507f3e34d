/** What a frame made by hand holds: one block of bytes as they are, the header as asked for. */
interface FrameParts {
  /** The byte of the window, 8 MiB being 0x68; 1 KiB by default. */
  readonly window?: number;
  /** The id of a dictionary. */
  readonly dictionary?: number;
  readonly checksum?: readonly number[];
}

/** A Zstandard frame around a text of up to 255 bytes (RFC 8878, section 3.1.1). */
export function zstdFrame(text: string, parts: FrameParts = {}): Buffer {
  const { window = 0, dictionary, checksum } = parts;
  const content = Buffer.from(text);
  const descriptor = (dictionary === undefined ? 0 : 1) + (checksum ? 4 : 0);
  const blockHeader = 1 + content.length * 8; // last, uncompressed
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, window]),
    Buffer.from(dictionary === undefined ? [] : [dictionary]),
    Buffer.from([blockHeader % 256, Math.floor(blockHeader / 256), 0]),
    content,
    Buffer.from(checksum ?? []),
  ]);
}

/** A frame that decoders pass over. */
export function skippableFrame(content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, bytes.length, 0, 0, 0]), bytes]);
}

/** `{"inputs": [1]}` as the command `zstd` 1.5.4 writes it: out of a pipe, and out of a file. */
export const recordedFrames: Readonly<Record<string, Buffer>> = {
  'from a pipe': Buffer.from('28b52ffd04587900007b22696e70757473223a205b315d7d14dde7f1', 'hex'),
  'from a file': Buffer.from('28b52ffd240f7900007b22696e70757473223a205b315d7d14dde7f1', 'hex'),
};
