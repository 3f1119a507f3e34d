import { resolve } from 'node:path';
import { openLocalModel } from '../core/model/local-model.ts';
import { resolveModelUri } from '../core/uri/resolve-model-uri.ts';
import { planImage } from '../image/plan-image.ts';
import { writeImageContext } from '../image/write-image-context.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import { describeUnusedFlags, type EnvironmentFlags, lookupOptions } from './model-options.ts';

/** The options of `mlinvoke generate-dockerfile`. */
export interface GenerateDockerfileFlags extends EnvironmentFlags {
  readonly modelUri: string;
  readonly outputDirectory: string;
  readonly baseImage?: string;
  readonly trackingUri?: string;
  readonly json?: boolean;
}

/** Writes the Dockerfile and everything it copies into a folder, ready for `docker build`. */
export async function generateDockerfile(
  flags: GenerateDockerfileFlags,
  context: CliContext,
): Promise<number> {
  const { folder, uri, name } = await resolveModelUri(
    flags.modelUri,
    lookupOptions(flags, context),
  );
  for (const note of describeUnusedFlags(flags, 'image')) context.note(`${note}\n`);
  const model = await openLocalModel(folder, { uri, name });
  const plan = planImage({
    model,
    name: 'mlflow-pyfunc-servable',
    ...(flags.baseImage !== undefined && { baseImage: flags.baseImage }),
  });
  const directory = resolve(context.workingDirectory, flags.outputDirectory);
  await writeImageContext(plan, directory);
  if (flags.json) writeJson(context, { directory });
  else context.out(`Wrote the Dockerfile and its build context to ${directory}.\n`);
  return exitCodes.ok;
}
