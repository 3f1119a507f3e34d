import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { MlflowError, messageOf } from '../../core/errors.ts';
import type { TlsFiles } from './access-options.ts';

/** A certificate and its key, as node:https takes them. */
export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads certificate and key. Throws MlflowError when a file is missing or they do not go together. */
export async function readTlsFiles(files: TlsFiles): Promise<TlsPair> {
  const { certificatePath, keyPath } = files;
  const pair = {
    cert: await read(certificatePath, 'certificate'),
    key: await read(keyPath, 'key'),
  };
  try {
    createSecureContext(pair);
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${certificatePath} and ${keyPath} are no certificate and key that go together ` +
        `(${messageOf(cause)}). Give both in PEM, the key without a passphrase.`,
      { cause },
    );
  }
  return pair;
}

async function read(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The TLS ${what} ${path} cannot be read: ${messageOf(cause)}.`,
      { cause },
    );
  }
}
