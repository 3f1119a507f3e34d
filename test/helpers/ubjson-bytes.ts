/** A plain value as UBJSON the way XGBoost writes it: 64-bit lengths, floats in 32 bits. */
export function ubjsonBytes(value: unknown): Buffer {
  if (value === null) return Buffer.from('Z');
  if (typeof value === 'boolean') return Buffer.from(value ? 'T' : 'F');
  if (typeof value === 'string') return Buffer.concat([Buffer.from('S'), textBytes(value)]);
  if (typeof value === 'number') return numberBytes(value);
  if (value instanceof Float32Array) return floatsBytes(value);
  if (Array.isArray(value)) {
    const items = value.map(ubjsonBytes);
    return Buffer.concat([Buffer.from('[#'), lengthBytes(items.length), ...items]);
  }
  const entries = Object.entries(value as object).flatMap(([key, item]) => [
    textBytes(key),
    ubjsonBytes(item),
  ]);
  return Buffer.concat([Buffer.from('{'), ...entries, Buffer.from('}')]);
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(Number.isInteger(value) ? 9 : 5);
  bytes.write(Number.isInteger(value) ? 'L' : 'd');
  if (Number.isInteger(value)) bytes.writeBigInt64BE(BigInt(value), 1);
  else bytes.writeFloatBE(value, 1);
  return bytes;
}

function floatsBytes(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeFloatBE(value, at * 4));
  return Buffer.concat([Buffer.from('[$d#'), lengthBytes(values.length), bytes]);
}

function textBytes(text: string): Buffer {
  return Buffer.concat([lengthBytes(Buffer.byteLength(text)), Buffer.from(text)]);
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.write('L');
  bytes.writeBigInt64BE(BigInt(length), 1);
  return bytes;
}
