import type { Logger } from '../../src/core/logger.ts';

/** A logger that keeps its lines, each with its level before it. */
export function memoryLogger(): Logger & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return {
    lines,
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
  };
}
