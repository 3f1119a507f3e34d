import { readFlatBuffer } from '../../formats/flatbuffer.ts';
import { FormatError } from '../../formats/format-error.ts';

/** A field of the Arrow schema that pyarrow keeps beside the Parquet one. */
export interface ArrowField {
  readonly name: string;
  readonly isDictionary: boolean;
  readonly isDuration: boolean;
}

/** Fields by their numbers in Message.fbs and Schema.fbs of the Arrow columnar format. */
const messageFields = { header: 2 } as const;
const schemaFields = { fields: 1 } as const;
const fieldFields = { name: 0, type: 2, dictionary: 4 } as const;
const durationType = 18; // `Type.Duration`

/**
 * The fields of an Arrow schema in its IPC encoding, base64: a continuation mark (left out by old
 * writers), a length, the FlatBuffer of a Message. It tells categories and durations from plain
 * texts and integers. Empty when the bytes are no such schema.
 */
export function readArrowSchema(base64: string): ArrowField[] {
  const bytes = Buffer.from(base64, 'base64');
  const isMarked = bytes.subarray(0, 4).every((byte) => byte === 0xff);
  try {
    const message = readFlatBuffer(bytes.subarray(isMarked ? 8 : 4));
    const fields = message.table(messageFields.header)?.tables(schemaFields.fields) ?? [];
    return fields.map((field) => ({
      name: field.text(fieldFields.name) ?? '',
      isDictionary: field.table(fieldFields.dictionary) !== undefined,
      isDuration: field.int8(fieldFields.type, 0) === durationType,
    }));
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}
