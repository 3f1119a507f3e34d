import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/core/formats/format-error.ts';
import { openZip } from '../../../src/core/formats/zip.ts';
import { type ZipMember, zipBytes } from '../../helpers/zip-bytes.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('openZip', () => {
  it('reads stored and deflated members', () => {
    const archive = openZip(
      zipBytes([
        { name: 'a.txt', data: text('stored') },
        { name: 'folder/b.txt', data: text('deflated '.repeat(100)), isDeflated: true },
      ]),
    );
    expect(archive.names).toEqual(['a.txt', 'folder/b.txt']);
    expect(Buffer.from(archive.read('a.txt') ?? []).toString()).toBe('stored');
    expect(archive.read('folder/b.txt')).toHaveLength(900);
    expect(archive.read('c.txt')).toBeUndefined();
  });

  it.each<[string, ZipMember[], RegExp]>([
    ['a name that climbs out', [{ name: '../a', data: text('') }], /leads out of the archive/],
    ['an absolute name', [{ name: '/etc/passwd', data: text('') }], /leads out of the archive/],
    ['a drive letter', [{ name: 'C:\\a', data: text('') }], /leads out of the archive/],
    [
      'one name twice',
      [
        { name: 'a', data: text('1') },
        { name: 'a', data: text('2') },
      ],
      /twice/,
    ],
    ['an encrypted member', [{ name: 'a', data: text('1'), flags: 1 }], /encrypted/],
    ['another method', [{ name: 'a', data: text('1'), method: 14 }], /method 14/],
    ['zip64', [{ name: 'a', data: text('1'), claimedSize: 0xffffffff }], /zip64/],
  ])('refuses %s', (_, members, message) => {
    expect(() => openZip(zipBytes(members))).toThrow(message);
    expect(() => openZip(zipBytes(members))).toThrow(FormatError);
  });

  it('stops inflating a bomb at the size that it claims', () => {
    const zeros = new Uint8Array(20_000_000);
    const bomb = zipBytes([{ name: 'a', data: zeros, isDeflated: true, claimedSize: 1000 }]);
    expect(() => openZip(bomb).read('a')).toThrow(/cannot be inflated to its 1000 bytes/);
  });

  it('refuses archives that unpack to more than the limit, before unpacking anything', () => {
    const members = [1, 2, 3].map((index) => ({
      name: `${index}`,
      data: new Uint8Array(400),
      isDeflated: true,
    }));
    const limits = { maximumEntries: 10, maximumInflatedBytes: 1000 };
    expect(() => openZip(zipBytes(members), limits)).toThrow(/more than 1000 bytes/);
    expect(() => openZip(zipBytes(members), { ...limits, maximumEntries: 2 })).toThrow(/3 members/);
  });

  it('counts a member each time that it is read', () => {
    const member = { name: 'a', data: new Uint8Array(400), isDeflated: true };
    const archive = openZip(zipBytes([member]), { maximumEntries: 10, maximumInflatedBytes: 1000 });
    expect(archive.read('a')).toHaveLength(400);
    expect(archive.read('a')).toHaveLength(400);
    expect(() => archive.read('a')).toThrow(/more than 1000 bytes/);
  });

  it('finds damage by the checksum', () => {
    const bytes = zipBytes([{ name: 'a', data: text('content') }]);
    bytes.writeUInt8(0, 33);
    expect(() => openZip(bytes).read('a')).toThrow(/damaged: its checksum does not fit/);
  });

  it('says where an archive is cut off, wherever that is', () => {
    const whole = zipBytes([{ name: 'a', data: text('content') }]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => openZip(whole.subarray(0, length)).read('a')).toThrow(FormatError);
    }
  });
});
