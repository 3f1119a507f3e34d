/** A field of the Arrow schema that pyarrow keeps beside the Parquet one. */
export interface ArrowField {
  readonly name: string;
  readonly isDictionary: boolean;
  readonly isDuration: boolean;
}

const durationType = 18; // `Type.Duration`

/**
 * The fields of an Arrow schema in its IPC encoding, base64; it tells categories and durations
 * from plain texts and integers. Undefined when the bytes are no such schema.
 * Arrow columnar format, Message.fbs and Schema.fbs; FlatBuffers' tables and vectors.
 */
export function readArrowSchema(base64: string): ArrowField[] | undefined {
  try {
    const bytes = Buffer.from(base64, 'base64');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = view.getUint32(0, true) === 0xffffffff ? 8 : 4; // continuation mark, length
    const message = start + view.getUint32(start, true);
    const schema = follow(view, message, 2); // Message.header
    const fields = schema === undefined ? undefined : follow(view, schema, 1); // Schema.fields
    if (fields === undefined) return undefined;
    const count = view.getUint32(fields, true);
    if (count * 4 > view.byteLength) return undefined;
    return Array.from({ length: count }, (_, index) => {
      const place = fields + 4 + 4 * index;
      return readField(view, place + view.getUint32(place, true));
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readField(view: DataView, table: number): ArrowField {
  const name = follow(view, table, 0);
  const type = slot(view, table, 2);
  return {
    name: name === undefined ? '' : readText(view, name),
    isDictionary: slot(view, table, 4) !== undefined,
    isDuration: type !== undefined && view.getUint8(type) === durationType,
  };
}

/** Where a table keeps a field, by its index in the schema; undefined where it has none. */
function slot(view: DataView, table: number, index: number): number | undefined {
  const vtable = table - view.getInt32(table, true);
  const place = 4 + 2 * index;
  if (place + 2 > view.getUint16(vtable, true)) return undefined;
  const offset = view.getUint16(vtable + place, true);
  return offset === 0 ? undefined : table + offset;
}

/** What a field points at. */
function follow(view: DataView, table: number, index: number): number | undefined {
  const place = slot(view, table, index);
  return place === undefined ? undefined : place + view.getUint32(place, true);
}

function readText(view: DataView, place: number): string {
  const length = view.getUint32(place, true);
  const start = view.byteOffset + place + 4;
  return Buffer.from(view.buffer, start, length).toString('utf8');
}
