import { readdirSync } from 'node:fs';

/** The names in a folder of recordings. Throws when there are none: no loop over them may pass without a test. */
export function recordedNames(folder: string): string[] {
  const names = readdirSync(folder);
  if (names.length === 0) throw new Error(`There are no recordings in ${folder}.`);
  return names;
}

/** The given recordings. Throws when there are none, as {@link recordedNames} does. */
export function someOf<T>(recordings: readonly T[], folder: string): readonly T[] {
  if (recordings.length === 0) throw new Error(`There are no recordings in ${folder}.`);
  return recordings;
}
