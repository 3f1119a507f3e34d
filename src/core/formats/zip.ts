import { crc32, inflateRawSync } from 'node:zlib';
import { FormatError } from './format-error.ts';

/*
 * A zip archive is read from its end: the end record (22 bytes and a comment) names the central
 * directory, whose entries name a local header each, behind which the data lies.
 * PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endLength = 22;
const centralLength = 46;
const localLength = 30;
const maximumComment = 0xffff;

/** How much an archive may hold once it is unpacked. */
export interface ZipLimits {
  readonly maximumEntries: number;
  /** The sum of all members' unpacked sizes, in bytes, and of all that are read. */
  readonly maximumInflatedBytes: number;
}

/** Model files are barely packed: a hundredfold and some room, and never beyond 2 GB. */
function defaultLimits(archiveBytes: number): ZipLimits {
  const maximumInflatedBytes = Math.min(2 ** 31, 2 ** 26 + archiveBytes * 100);
  return { maximumEntries: 65_535, maximumInflatedBytes };
}

/** An archive in memory; members are unpacked when they are read. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** The unpacked bytes of a member, with their checksum checked; undefined when there is none. */
  read(name: string): Uint8Array | undefined;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localOffset: number;
}

/**
 * Opens a zip archive. Throws FormatError for what is not read (encryption, zip64, several disks,
 * other methods than stored and deflated), for two members of one name, for names that lead out
 * of the archive, and for archives beyond the limits.
 */
export function openZip(
  bytes: Uint8Array,
  limits: ZipLimits = defaultLimits(bytes.length),
): ZipArchive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view, limits);
  let unpacked = 0;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      // Whoever is told by the archive what to read may be told the same again and again.
      unpacked += entry?.size ?? 0;
      if (unpacked > limits.maximumInflatedBytes) throw tooLarge(limits, 0);
      return entry && readEntry(bytes, view, entry);
    },
  };
}

function readDirectory(bytes: Uint8Array, view: DataView, limits: ZipLimits): Map<string, Entry> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 6, true) !== 0) {
    throw new FormatError('the zip archive spans several disks', end);
  }
  if (count === 0xffff || start === 0xffffffff) throw zip64(end);
  if (count > limits.maximumEntries) {
    throw new FormatError(`the zip archive has ${count} members`, end);
  }
  const entries = new Map<string, Entry>();
  let offset = start;
  let inflated = 0;
  for (let index = 0; index < count; index += 1) {
    const { entry, next } = readCentral(bytes, view, offset);
    if (entries.has(entry.name)) {
      throw new FormatError(`the zip archive holds "${entry.name}" twice`, offset);
    }
    inflated += entry.size;
    if (inflated > limits.maximumInflatedBytes) throw tooLarge(limits, offset);
    entries.set(entry.name, entry);
    offset = next;
  }
  return entries;
}

function findEnd(view: DataView): number {
  const last = view.byteLength - endLength;
  for (let offset = last; offset >= Math.max(0, last - maximumComment); offset -= 1) {
    if (view.getUint32(offset, true) === endSignature) return offset;
  }
  throw new FormatError('the zip archive has no end record, so it is cut off', view.byteLength);
}

function readCentral(
  bytes: Uint8Array,
  view: DataView,
  offset: number,
): { entry: Entry; next: number } {
  if (offset + centralLength > bytes.length || view.getUint32(offset, true) !== centralSignature) {
    throw new FormatError('the zip archive has a broken central directory', offset);
  }
  const nameEnd = offset + centralLength + view.getUint16(offset + 28, true);
  const next = nameEnd + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  if (next > bytes.length) {
    throw new FormatError('the central directory of the zip archive ends early', offset);
  }
  const name = new TextDecoder().decode(bytes.subarray(offset + centralLength, nameEnd));
  const entry: Entry = {
    name,
    method: view.getUint16(offset + 10, true),
    checksum: view.getUint32(offset + 16, true),
    packedSize: view.getUint32(offset + 20, true),
    size: view.getUint32(offset + 24, true),
    localOffset: view.getUint32(offset + 42, true),
  };
  checkEntry(entry, view.getUint16(offset + 8, true), offset);
  return { entry, next };
}

function checkEntry(entry: Entry, flags: number, offset: number): void {
  if ((flags & 1) !== 0) throw new FormatError(`"${entry.name}" is encrypted`, offset);
  if ([entry.packedSize, entry.size, entry.localOffset].includes(0xffffffff)) throw zip64(offset);
  if (entry.method !== 0 && entry.method !== 8) {
    throw new FormatError(
      `"${entry.name}" is packed by method ${entry.method}; only stored and deflated are read`,
      offset,
    );
  }
  const isOutside = /^[/\\]|^[a-zA-Z]:|(^|[/\\])\.\.([/\\]|$)/.test(entry.name);
  if (isOutside || entry.name.includes('\0')) {
    throw new FormatError(
      `the member name ${JSON.stringify(entry.name)} leads out of the archive`,
      offset,
    );
  }
}

function readEntry(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { localOffset, name } = entry;
  if (
    localOffset + localLength > bytes.length ||
    view.getUint32(localOffset, true) !== localSignature
  ) {
    throw new FormatError(`"${name}" has no local header`, localOffset);
  }
  const names = view.getUint16(localOffset + 26, true) + view.getUint16(localOffset + 28, true);
  const start = localOffset + localLength + names;
  if (start + entry.packedSize > bytes.length) {
    throw new FormatError(`"${name}" goes beyond the end of the archive`, localOffset);
  }
  const data = unpack(bytes.subarray(start, start + entry.packedSize), entry, start);
  if (data.length !== entry.size || crc32(data) !== entry.checksum) {
    throw new FormatError(`"${name}" is damaged: its checksum does not fit`, start);
  }
  return data;
}

function unpack(packed: Uint8Array, entry: Entry, offset: number): Uint8Array {
  if (entry.method === 0) return packed;
  try {
    // One byte of room so that a member that unpacks to more than it says is noticed.
    return inflateRawSync(packed, { maxOutputLength: entry.size + 1 });
  } catch {
    throw new FormatError(`"${entry.name}" cannot be inflated to its ${entry.size} bytes`, offset);
  }
}

function zip64(offset: number): FormatError {
  return new FormatError('the archive is a zip64 archive, which is not read', offset);
}

function tooLarge(limits: ZipLimits, offset: number): FormatError {
  return new FormatError(
    `the zip archive unpacks to more than ${limits.maximumInflatedBytes} bytes`,
    offset,
  );
}
