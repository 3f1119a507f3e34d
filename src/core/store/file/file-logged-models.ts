import { join } from 'node:path';
import * as z from 'zod';
import type { LoggedModel, Run } from '../tracking-store.ts';
import { listExperimentIds } from './file-runs.ts';
import { listFolders, readMeta } from './read-meta.ts';

const loggedModelMeta = z.looseObject({
  name: z.string(),
  source_run_id: z.string().nullish(),
  artifact_location: z.string(),
  creation_timestamp: z.number(),
  lifecycle_stage: z.string().nullish(),
});

/** A logged model by its id, in whichever experiment it is. */
export async function findLoggedModel(
  root: string,
  modelId: string,
): Promise<LoggedModel | undefined> {
  for (const experimentId of await listExperimentIds(root)) {
    const model = await readLoggedModel(join(root, experimentId, 'models'), modelId);
    if (model) return model;
  }
  return undefined;
}

/** The logged models of a run, newest first. */
export async function findLoggedModelsOfRun(
  root: string,
  run: Run,
): Promise<readonly LoggedModel[]> {
  const folder = join(root, run.experimentId, 'models');
  const found: LoggedModel[] = [];
  for (const modelId of await listFolders(folder)) {
    const model = await readLoggedModel(folder, modelId);
    if (model?.sourceRunId === run.runId) found.push(model);
  }
  return found.toSorted((a, b) => b.createdAt - a.createdAt);
}

async function readLoggedModel(folder: string, modelId: string): Promise<LoggedModel | undefined> {
  const meta = await readMeta(join(folder, modelId), loggedModelMeta);
  if (!meta || meta.lifecycle_stage === 'deleted') return undefined;
  return {
    modelId,
    name: meta.name,
    artifactUri: meta.artifact_location,
    createdAt: meta.creation_timestamp,
    ...(meta.source_run_id && { sourceRunId: meta.source_run_id }),
  };
}
