/**
 * Where the engine rooms write what a user may want to read later. The editor passes a log
 * channel, the terminal a writer to stderr; core never touches the console.
 */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A logger that drops everything. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
