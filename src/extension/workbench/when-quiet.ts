/** How long {@link WhenQuiet} waits, in milliseconds. */
interface WhenQuietOptions {
  /** Since the last time that it was asked. */
  readonly quiet: number;
  /** Since the first time: what never rests is answered, too. */
  readonly longest: number;
}

/** What fits files: programs write many in a row, and reading a large database again takes time. */
export const quietFiles: WhenQuietOptions = { quiet: 300, longest: 10_000 };

/** Gathers what comes in bursts: acts once when it has become quiet, or has lasted too long. */
export class WhenQuiet {
  readonly #act: () => void;
  readonly #options: WhenQuietOptions;
  #timer: NodeJS.Timeout | undefined;
  #askedFirst = 0;

  constructor(act: () => void, options: WhenQuietOptions) {
    this.#act = act;
    this.#options = options;
  }

  ask(): void {
    const now = performance.now();
    if (!this.#timer) this.#askedFirst = now;
    clearTimeout(this.#timer);
    const { quiet, longest } = this.#options;
    const left = Math.max(0, this.#askedFirst + longest - now);
    this.#timer = setTimeout(() => this.#run(), Math.min(quiet, left));
  }

  /** Acts no more, unless it is asked again. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    this.#act();
  }
}
