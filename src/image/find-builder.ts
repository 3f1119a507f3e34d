import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../core/environment.ts';
import { MlflowError } from '../core/errors.ts';

/** A program on this machine that builds images. */
export interface Builder {
  readonly kind: 'docker' | 'podman' | 'buildah';
  readonly version: string;
  /** Whether it takes `--secret`: docker needs BuildKit for it. */
  readonly takesSecrets: boolean;
}

type Attempt = Builder | { readonly kind: Builder['kind']; readonly problem: string | undefined };

const run = promisify(execFile);
const patience = 15_000;

/**
 * The first of docker, podman and buildah that works here; docker counts only when its engine
 * answers. Throws MlflowError that says what is missing and what to install or start.
 */
export async function findBuilder(environment: Environment): Promise<Builder> {
  const problems: string[] = [];
  for (const attempt of [tryDocker, tryPodman, tryBuildah]) {
    const found = await attempt(environment);
    if ('version' in found) return found;
    if (found.problem !== undefined)
      problems.push(`${found.kind} is installed, but ${found.problem}`);
  }
  const seen =
    problems.length > 0 ? problems.join('; ') : 'neither docker, podman nor buildah is on the PATH';
  throw new MlflowError(
    'FEATURE_DISABLED',
    `No image can be built here: ${seen}. Install Docker (docs.docker.com/get-docker) or Podman ` +
      '(podman.io), or start it, and try again.',
  );
}

async function tryDocker(environment: Environment): Promise<Attempt> {
  const kind = 'docker';
  const format = '{{.Server.Version}}';
  const engine = await ask(kind, ['version', '--format', format], environment);
  if (engine.version === undefined) return { kind, problem: engine.problem };
  const buildx = await ask(kind, ['buildx', 'version'], environment);
  return { kind, version: engine.version, takesSecrets: buildx.version !== undefined };
}

async function tryPodman(environment: Environment): Promise<Attempt> {
  return toAttempt('podman', await ask('podman', ['--version'], environment));
}

async function tryBuildah(environment: Environment): Promise<Attempt> {
  return toAttempt('buildah', await ask('buildah', ['--version'], environment));
}

interface Answer {
  readonly version?: string;
  /** Why the program does not work; absent when it is not installed. */
  readonly problem?: string;
}

function toAttempt(kind: 'podman' | 'buildah', answer: Answer): Attempt {
  const { version, problem } = answer;
  return version === undefined ? { kind, problem } : { kind, version, takesSecrets: true };
}

async function ask(command: string, args: readonly string[], environment: Environment) {
  try {
    const { stdout } = await run(command, args, { env: environment, timeout: patience });
    return { version: stdout.trim() } satisfies Answer;
  } catch (error) {
    return toProblem(error);
  }
}

function toProblem(error: unknown): Answer {
  // execFile's error: a code for what could not be started, and what the program said.
  const { code, stderr, killed } = error as { code?: unknown; stderr?: string; killed?: boolean };
  if (code === 'ENOENT') return {};
  if (killed) return { problem: `it did not answer in ${patience / 1000} s` };
  const said = stderr?.trim().split('\n').at(-1);
  return { problem: said ? `it says "${said}"` : 'it ended with an error' };
}
