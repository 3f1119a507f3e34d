import { dirname, extname, resolve } from 'node:path';
import { fillVariables, type VariableScope } from './fill-variables.ts';
import type { FileBodySymbol, TextBodySymbol } from './invoke-file.ts';
import { InvokeSyntaxError } from './invoke-syntax-error.ts';
import type { ReadFile } from './load-environment.ts';

/** The bytes to send, and their type where no header gives one. */
export interface PreparedBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** What a body needs from outside. */
export interface PrepareBodyOptions {
  readonly scope: VariableScope;
  /** The `.invoke` file: a relative path starts in its folder. */
  readonly invokePath: string;
  readonly readFile: ReadFile;
}

const typeOfExtension: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.csv': 'text/csv',
  '.parquet': 'application/vnd.apache.parquet',
};

/**
 * Makes the bytes of a body: a text with its variables filled in, in UTF-8 with LF; a file
 * untouched. Throws InvokeSyntaxError for an undefined variable or a missing file.
 */
export async function prepareBody(
  body: TextBodySymbol | FileBodySymbol,
  options: PrepareBodyOptions,
): Promise<PreparedBody> {
  if (body.kind === 'text-body') {
    const text = fillVariables(body, options.scope);
    return { bytes: new TextEncoder().encode(text), contentType: typeOfText(text) };
  }
  const path = resolve(dirname(options.invokePath), fillVariables(body.path, options.scope));
  const bytes = await options.readFile(path);
  if (!bytes) {
    throw new InvokeSyntaxError(
      `There is no file ${path} to send as the body. Write < and a path from the folder of the .invoke file.`,
      body.path.range,
    );
  }
  return { bytes, contentType: typeOfExtension[extname(path).toLowerCase()] ?? typeOfBytes(bytes) };
}

function typeOfText(text: string): string {
  return /^\s*[[{]/.test(text) ? 'application/json' : 'text/csv';
}

function typeOfBytes(bytes: Uint8Array): string {
  return typeOfText(new TextDecoder().decode(bytes.subarray(0, 1024)));
}
