/** A release of scikit-learn: major and minor decide what a saved attribute means. */
export interface SklearnVersion {
  readonly text: string;
  /** Major times 1000 plus minor: 1.3.2 is 1003. */
  readonly number: number;
}

/** Reads `1.3.2`, `0.24.dev0`, `1.4rc1`; undefined for anything else. */
export function parseSklearnVersion(text: string): SklearnVersion | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})/.exec(text);
  if (!match) return undefined;
  return { text, number: Number(match[1]) * 1000 + Number(match[2]) };
}

/** True for versions from major.minor on. */
export function isAtLeast(version: SklearnVersion, major: number, minor: number): boolean {
  return version.number >= major * 1000 + minor;
}
