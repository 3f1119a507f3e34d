import { resolve } from 'node:path';
import { writeImageContext } from '../image/write-image-context.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import { type ImageFlags, planFromFlags } from './plan-from-flags.ts';

/** The options of `mlinvoke generate-dockerfile`. */
export interface GenerateDockerfileFlags extends ImageFlags {
  readonly outputDirectory: string;
}

/** Writes the Dockerfile and everything it copies into a folder, ready for `docker build`. */
export async function generateDockerfile(
  flags: GenerateDockerfileFlags,
  context: CliContext,
): Promise<number> {
  const plan = await planFromFlags(flags, 'mlflow-pyfunc-servable', context);
  const directory = resolve(context.workingDirectory, flags.outputDirectory);
  await writeImageContext(plan, directory);
  if (flags.json) writeJson(context, { directory });
  else context.out(`Wrote the Dockerfile and its build context to ${directory}.\n`);
  return exitCodes.ok;
}
