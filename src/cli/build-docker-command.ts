import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MlflowError } from '../core/errors.ts';
import { buildArguments, type BuildCommand } from '../image/build-arguments.ts';
import { findBuilder } from '../image/find-builder.ts';
import { findPipSecrets } from '../image/find-pip-secrets.ts';
import { writeImageContext } from '../image/write-image-context.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import { type ImageFlags, planFromFlags } from './plan-from-flags.ts';

/** The options of `mlinvoke build-docker`. */
export interface BuildDockerFlags extends ImageFlags {
  readonly name: string;
}

/** Builds the image in a temporary context, with the builder's own log on stderr. */
export async function buildDocker(flags: BuildDockerFlags, context: CliContext): Promise<number> {
  const plan = await planFromFlags(flags, flags.name, context);
  const builder = await findBuilder(context.environment);
  const directory = await mkdtemp(join(tmpdir(), 'mlinvoke-image-'));
  try {
    await writeImageContext(plan, directory);
    const secrets = await findPipSecrets(context.environment);
    const { name: image } = flags;
    await run(buildArguments(builder, { context: directory, name: image, secrets }), context);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  if (flags.json) writeJson(context, { image: flags.name });
  else context.out(`Built ${flags.name}. Run it with -p 5001:8080 to serve on port 5001.\n`);
  return exitCodes.ok;
}

function run({ command, args }: BuildCommand, context: CliContext): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: context.workingDirectory,
      env: context.environment,
      // stdout stays free for the result.
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: context.signal,
    });
    child.stdout.on('data', (chunk: Buffer) => context.note(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => context.note(chunk.toString()));
    child.on('error', (error) => reject(context.signal.aborted ? context.signal.reason : error));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(buildFailed(`${command} ${args.join(' ')}`, code));
    });
  });
}

function buildFailed(command: string, code: number | null): MlflowError {
  return new MlflowError(
    'INTERNAL_ERROR',
    `The image was not built: "${command}" ended with ${code ?? 'a signal'}. Its log above says why.`,
  );
}
