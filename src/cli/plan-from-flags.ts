import { openLocalModel } from '../core/model/local-model.ts';
import { resolveModelUri } from '../core/uri/resolve-model-uri.ts';
import { type ImagePlan, planImage } from '../image/plan-image.ts';
import { readRequirements } from '../image/read-requirements.ts';
import type { CliContext } from './cli-context.ts';
import { describeUnusedFlags, type EnvironmentFlags, lookupOptions } from './model-options.ts';

/** What the commands that make an image have in common. */
export interface ImageFlags extends EnvironmentFlags {
  readonly modelUri: string;
  readonly baseImage?: string;
  readonly trackingUri?: string;
  readonly json?: boolean;
}

/** Finds the model that the flags name and plans its image; says which flags have no effect. */
export async function planFromFlags(
  flags: ImageFlags,
  imageName: string,
  context: CliContext,
): Promise<ImagePlan> {
  const { folder, uri, name } = await resolveModelUri(
    flags.modelUri,
    lookupOptions(flags, context),
  );
  for (const note of describeUnusedFlags(flags, 'image')) context.note(`${note}\n`);
  const model = await openLocalModel(folder, { uri, name });
  return planImage({
    model,
    requirements: await readRequirements(model),
    name: imageName,
    ...(flags.baseImage !== undefined && { baseImage: flags.baseImage }),
  });
}
