import type { InvocationTimings } from '../../core/engines/engine.ts';

/** The header Server-Timing: how many milliseconds each step of an invocation took. */
export function toServerTiming({ parse, enforce, predict, encode }: InvocationTimings): string {
  return (
    `parse;dur=${parse.toFixed(3)}, enforce;dur=${enforce.toFixed(3)}, ` +
    `predict;dur=${predict.toFixed(3)}, encode;dur=${encode.toFixed(3)}`
  );
}
