/**
 * A file does not follow its format, or goes beyond what the readers of this folder accept. The
 * message is a clause without a file name ("the central directory ends early"); whoever opened the
 * file adds which one it was.
 */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** Where in the file, or in the archive's member, the trouble lies. */
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(`${reason} (at byte ${offset})`);
    this.offset = offset;
  }
}
