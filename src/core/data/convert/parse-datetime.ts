import { notATime } from '../table.ts';

const pattern =
  /^(?<year>\d{4})(?:-(?<month>\d{2})(?:-(?<day>\d{2})(?:(?<mark>[T ])(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?)?)?$/u;

const nanosecondsPerMillisecond = 1_000_000n;
const missing = new Set(['', 'NaT', 'nan', 'NaN', 'None']);

/** A moment as it was written. */
export interface ParsedDatetime {
  /** Since the epoch; UTC where a zone was given, else as if it were UTC. */
  readonly nanoseconds: bigint;
  readonly hasZone: boolean;
  /** The parts that were given, such as `YYYY-MM-DDThh:mm`: pandas wants one format per column. */
  readonly format: string;
}

/**
 * Reads an ISO 8601 date or date and time, from the year down to nanoseconds. Undefined for other
 * spellings and for days that do not exist; missing values give {@link notATime}.
 */
export function parseDatetime(text: string): ParsedDatetime | undefined {
  if (missing.has(text)) return { nanoseconds: notATime, hasZone: false, format: '' };
  const parts = pattern.exec(text)?.groups;
  const milliseconds = parts && toMilliseconds(parts);
  if (milliseconds === undefined) return undefined;
  const fraction = BigInt((parts?.['fraction'] ?? '').padEnd(9, '0'));
  const nanoseconds = BigInt(milliseconds) * nanosecondsPerMillisecond + fraction;
  if (BigInt.asIntN(64, nanoseconds) !== nanoseconds) return undefined; // beyond 1677..2262
  return { nanoseconds, hasZone: parts?.['zone'] !== undefined, format: formatOf(parts ?? {}) };
}

type DateParts = Readonly<Record<string, string | undefined>>;

/** Undefined for a day or a time that does not exist. */
function toMilliseconds(parts: DateParts): number | undefined {
  const part = (name: string, absent: number) => Number(parts[name] ?? absent);
  const [month, day] = [part('month', 1), part('day', 1)];
  const [hour, minute, second] = [part('hour', 0), part('minute', 0), part('second', 0)];
  const date = new Date(0);
  date.setUTCFullYear(part('year', 0), month - 1, day);
  const isDay = date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
  if (!isDay || hour > 23 || minute > 59 || second > 59) return undefined;
  date.setUTCHours(hour, minute, second);
  return date.getTime() - zoneOffset(parts['zone']);
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function formatOf(parts: DateParts): string {
  const names = ['month', 'day', 'hour', 'minute', 'second', 'fraction', 'zone'];
  return `${parts['mark'] ?? ''}${names.filter((name) => parts[name] !== undefined).join()}`;
}

/** A moment as pandas' `Timestamp.isoformat` writes it: no fraction unless there is one. */
export function formatDatetime(nanoseconds: bigint): string {
  const perSecond = 1_000_000_000n;
  const fraction = ((nanoseconds % perSecond) + perSecond) % perSecond;
  const seconds = Number((nanoseconds - fraction) / perSecond);
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (fraction === 0n) return text;
  const digits = String(fraction).padStart(9, '0');
  return `${text}.${digits.endsWith('000') ? digits.slice(0, 6) : digits}`;
}
