import { formatExchange } from '../client/format-exchange.ts';
import type { BlockOutcome } from './run-block.ts';

/** An outcome for people: request, answer, and a line per check. */
export function formatOutcome(outcome: BlockOutcome): string {
  const { block, exchange } = outcome;
  const { request } = exchange;
  const { head, body } = formatExchange(exchange);
  const lines = [
    `### ${block.name}`,
    `${request.method} ${request.url}`,
    '',
    head,
    '',
    ...(body.trim() === '' ? [] : [body.trimEnd()]),
    ...checkLines(outcome),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

/** `✓ check: holds.` and `✗ check: found …` lines. */
function checkLines({ results }: BlockOutcome): string[] {
  return results.map(({ ok, message }) => `${ok ? '✓' : '✗'} ${message}`);
}

/** Why a request did not pass, a sentence for each reason. */
export function failureReasons({ results, exchange, ok }: BlockOutcome): string[] {
  if (ok) return [];
  if (results.length === 0) {
    const { head, body } = formatExchange(exchange);
    return [`The answer is ${head.split('\n', 1)[0]}: ${body.slice(0, 500)}`];
  }
  return results.filter((result) => !result.ok).map(({ message }) => message);
}

/** An outcome as plain data for `--json`; bodies are texts, so that no digit is lost. */
export function outcomeData({ source, block, exchange, results, ok }: BlockOutcome) {
  const { request, status, headers, body, milliseconds } = exchange;
  const decoder = new TextDecoder();
  return {
    file: source.label,
    line: block.range.start.line + 1,
    name: block.name,
    ok,
    request: { ...request, body: decoder.decode(request.body) },
    status,
    headers,
    body: decoder.decode(body),
    milliseconds,
    checks: results.map((result) => ({
      check: result.check.source,
      line: result.check.range.start.line + 1,
      ok: result.ok,
      message: result.message,
    })),
  };
}
