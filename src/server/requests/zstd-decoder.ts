import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Decoder } from './decoder.ts';
import { ZstdFrameCheck } from './zstd-frame-check.ts';

/** 8 MiB, the most that the encoding may ask for (RFC 9659), as a power of two. */
const windowLog = 23;

/** What the types of the oldest Node do not name: there since 22.15. */
const { createZstdDecompress, constants } = zlib as {
  readonly createZstdDecompress?: (options: { readonly params: object }) => Transform;
  readonly constants: { readonly [name: string]: number };
};

/**
 * Makes a decoder of Zstandard, which fails at bytes that are cut off; undefined where Node has
 * none. It takes several frames and skippable ones, windows up to 8 MiB, and no dictionaries.
 */
export const createZstdDecoder = createZstdDecompress && (() => checked(createZstdDecompress));

function checked(create: NonNullable<typeof createZstdDecompress>): Decoder {
  const input = new ZstdFrameCheck();
  const { ZSTD_d_windowLogMax: windowLogMaximum = 0 } = constants;
  const output = create({ params: { [windowLogMaximum]: windowLog } });
  input.on('error', (error) => output.destroy(error)).pipe(output);
  return { input, output };
}

/** What Node's decoder says in the words of its library, by its codes. */
const reasons: Readonly<Record<string, string>> = {
  ZSTD_error_frameParameter_windowTooLarge:
    'it asks for a window of more than 8 MiB, which RFC 9659 does not allow (compress by a level up to 19, not by --long or --ultra)',
  ZSTD_error_dictionary_wrong:
    'it was compressed with a dictionary, which the server does not have (compress without one)',
};

/** Why a body could not be decoded, where that is about Zstandard; else undefined. */
export function zstdReason(error: unknown): string | undefined {
  const { code = '' } = error as NodeJS.ErrnoException; // errors of zlib carry one
  return Object.hasOwn(reasons, code) ? reasons[code] : undefined;
}
