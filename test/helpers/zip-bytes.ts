import { crc32, deflateRawSync } from 'node:zlib';

/** A member of an archive that {@link zipBytes} makes; sizes and names may be lies. */
export interface ZipMember {
  readonly name: string;
  readonly data: Uint8Array;
  readonly isDeflated?: boolean;
  readonly claimedSize?: number;
  readonly flags?: number;
  readonly method?: number;
}

/** Writes a zip archive byte by byte, so that tests can make hostile ones. */
export function zipBytes(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const packed = member.isDeflated ? deflateRawSync(member.data) : Buffer.from(member.data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(member.flags ?? 0, 2);
    common.writeUInt16LE(member.method ?? (member.isDeflated ? 8 : 0), 4);
    common.writeUInt32LE(crc32(member.data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(member.claimedSize ?? member.data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const made = Buffer.from([20, 0]);
    centrals.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), made, common, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}
