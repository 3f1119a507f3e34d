import type { InvocationReply, InvocationTimings } from '../../core/engines/engine.ts';

/** The headers that tell of a reply, whichever way it goes out. */
export function replyHeaders({ contentType, timings }: InvocationReply): Record<string, string> {
  return { 'Content-Type': contentType, 'Server-Timing': toServerTiming(timings) };
}

/** How many milliseconds each step of an invocation took. */
function toServerTiming({ parse, enforce, predict, encode }: InvocationTimings): string {
  return (
    `parse;dur=${parse.toFixed(3)}, enforce;dur=${enforce.toFixed(3)}, ` +
    `predict;dur=${predict.toFixed(3)}, encode;dur=${encode.toFixed(3)}`
  );
}
