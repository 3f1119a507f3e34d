import type { DownloadProgress } from '../core/store/artifacts/download/download-artifacts.ts';
import { sizeText } from './size-text.ts';

/** A download that takes longer than this is told about, and then as often, in milliseconds. */
const pace = 1000;

/** Says on stderr how far a download is, once it takes longer than a second. */
export function downloadNote(
  note: (text: string) => void,
  now: () => number = Date.now,
): (progress: DownloadProgress) => void {
  let told: number | undefined;
  return ({ bytesDone, byteCount, filesDone, fileCount }) => {
    told ??= now();
    if (now() - told < pace) return;
    told = now();
    const whole = byteCount === 0 ? '' : ` of ${sizeText(byteCount)}`;
    note(
      `Downloading the model: ${sizeText(bytesDone)}${whole}, ${filesDone} of ${fileCount} files\n`,
    );
  };
}
