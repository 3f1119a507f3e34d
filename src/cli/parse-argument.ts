import { InvalidArgumentError } from 'commander';

/** Reads a whole number within bounds. Throws InvalidArgumentError, which commander reports. */
export function integerBetween(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
  };
}

/** Reads a number of seconds above 0 and of at most a day. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 86_400) return value;
  throw new InvalidArgumentError('Expected a number of seconds above 0, at most 86400.');
}

/** Reads one or more names parted by commas; `what` says what they are. */
export function namesOf(what: string): (text: string) => string[] {
  return (text) => {
    const names = text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (names.length > 0) return names;
    throw new InvalidArgumentError(`Expected ${what} parted by commas.`);
  };
}
