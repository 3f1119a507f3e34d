import { type FormattedExchange, formatExchange } from '../../client/format-exchange.ts';
import type { Exchange } from '../../client/send-request.ts';
import type { CheckResult } from '../../invoke/evaluate-checks.ts';

/** An answer and all that is shown around it. */
export interface ShownExchange {
  readonly exchange: Exchange;
  readonly checks: readonly CheckResult[];
  /** What answered: `iris (native)`, or undefined for a server of somebody else. */
  readonly answeredBy?: string;
}

/** More than this slows the editor down; the size of the whole stands in the first line. */
const maximumCharacters = 4_000_000;

/**
 * The text of a response document: status and time, headers, how the checks went, and the body with
 * every digit as the server sent it.
 */
export function responseText(shown: ShownExchange): string {
  const { request } = shown.exchange;
  const formatted = formatExchange(shown.exchange);
  const answeredBy = shown.answeredBy === undefined ? '' : ` · ${shown.answeredBy}`;
  const checks = shown.checks.map(({ ok, message, check }) =>
    ok ? `✓ ${check.source}` : `✗ ${message}`,
  );
  const parts = [
    `${formatted.head}\n# ${request.method} ${request.url}${answeredBy}`,
    checks.join('\n'),
    shownBody(formatted),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Whether the user has to look: the status is no success, or a check does not hold. */
export function needsAttention({ exchange, checks }: ShownExchange): boolean {
  return exchange.status < 200 || exchange.status >= 300 || checks.some(({ ok }) => !ok);
}

function shownBody({ body }: FormattedExchange): string {
  if (body.length <= maximumCharacters) return body;
  return `${body.slice(0, maximumCharacters)}\n# ${body.length - maximumCharacters} more characters are not shown.`;
}
