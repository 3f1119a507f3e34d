import { homedir } from 'node:os';

/** Variables of the process, as Node's `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own folder, as the variables say it, else as the system does. */
export function homeOf(environment: Environment): string {
  return environment['HOME'] || environment['USERPROFILE'] || homedir();
}
