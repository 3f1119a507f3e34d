import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../core/errors.ts';
import type { InvokeBlock, InvokeFile, InvokeProblem } from '../invoke/invoke-file.ts';
import { InvokeSyntaxError } from '../invoke/invoke-syntax-error.ts';
import type { ReadFile } from '../invoke/load-environment.ts';
import { parseInvokeFile } from '../invoke/parse-invoke-file.ts';
import type { TextRange } from '../invoke/text-range.ts';
import type { CliContext } from './cli-context.ts';

/** A `.invoke` file that was read. */
export interface InvokeSource {
  /** Absolute. */
  readonly path: string;
  /** As messages name it: from the working directory. */
  readonly label: string;
  readonly file: InvokeFile;
}

/** Reads and parses a `.invoke` file. Throws ArtifactNotFoundError when it cannot be read. */
export async function readInvokeSource(name: string, context: CliContext): Promise<InvokeSource> {
  const path = resolve(context.workingDirectory, name);
  try {
    const file = parseInvokeFile(await readFile(path, 'utf8'));
    return { path, label: relative(context.workingDirectory, path) || path, file };
  } catch (cause) {
    throw new ArtifactNotFoundError(
      `The file ${path} cannot be read. Give a .invoke file; docs/invoke-language.md describes it.`,
      { cause },
    );
  }
}

/** Reads a file for the `.invoke` language; undefined when there is none. */
export const readFileIfPresent: ReadFile = async (path) => {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new MlflowError(
      'PERMISSION_DENIED',
      `The file ${path} cannot be read (${String(code)}). Check that it is a file and that you may read it.`,
      { cause: error },
    );
  }
};

/** `a.invoke:3:1`, as editors and terminals make it a link. */
function placeOf(source: InvokeSource, range: TextRange): string {
  return `${source.label}:${range.start.line + 1}:${range.start.character + 1}`;
}

/** A problem as one line. */
export function describeProblem(source: InvokeSource, problem: InvokeProblem): string {
  return `${placeOf(source, problem.range)}: ${problem.severity}: ${problem.message}`;
}

/** Adds the place in the file to an error of the language; leaves any other as it is. */
export function withPlace(source: InvokeSource, error: unknown): unknown {
  if (!(error instanceof InvokeSyntaxError)) return error;
  const message = `${placeOf(source, error.range)}: ${error.message}`;
  return new MlflowError(error.code, message, { cause: error });
}

/** Which requests of a file `send` sends: one by name or line, else all. */
export function chooseBlocks(
  source: InvokeSource,
  choice: { readonly name?: string; readonly line?: number },
): readonly InvokeBlock[] {
  const blocks = source.file.blocks.filter(({ isSendable }) => isSendable);
  const chosen = blocks.filter(({ name, range }) => {
    if (choice.name !== undefined) return name === choice.name;
    if (choice.line === undefined) return true;
    return range.start.line < choice.line && choice.line <= range.end.line + 1;
  });
  if (chosen.length > 0) return choice.name === undefined ? chosen : chosen.slice(0, 1);
  const names = blocks.map(({ name, range }) => `"${name}" (line ${range.start.line + 1})`);
  const known = names.length > 0 ? `It has ${names.join(', ')}.` : 'It has no request at all.';
  throw new MlflowError(
    'RESOURCE_DOES_NOT_EXIST',
    `${source.label} has no request${describeChoice(choice)}. ${known}`,
  );
}

function describeChoice({ name, line }: { readonly name?: string; readonly line?: number }) {
  if (name !== undefined) return ` named "${name}"`;
  return line === undefined ? '' : ` on line ${line}`;
}
