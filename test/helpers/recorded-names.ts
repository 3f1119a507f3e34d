import { readdirSync } from 'node:fs';

/** The names in a folder of recordings. Throws when there are none: no loop over them may pass without a test. */
export function recordedNames(folder: string): string[] {
  return [...someOf(readdirSync(folder), folder)];
}

/** The given recordings, which come from a folder. Throws when there are none. */
export function someOf<T>(recordings: readonly T[], folder: string): readonly T[] {
  if (recordings.length === 0) throw new Error(`There are no recordings in ${folder}.`);
  return recordings;
}
