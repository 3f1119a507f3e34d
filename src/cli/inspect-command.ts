import { openEngine } from '../core/engines/open-engine.ts';
import { MlflowError } from '../core/errors.ts';
import { type LocalModel, openLocalModel } from '../core/model/local-model.ts';
import { signatureParts } from '../core/model/model-summary.ts';
import type { ModelSignature } from '../core/model/signature.ts';
import { type Resolution, resolveModelUri } from '../core/uri/resolve-model-uri.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import { type EngineFlags, engineOptions, lookupOptions } from './model-options.ts';

/** The options of `mlinvoke inspect`. */
export interface InspectFlags extends EngineFlags {
  readonly modelUri: string;
}

/** The engine that would run the model and why, or why none can. */
interface EngineFinding {
  readonly engine?: string;
  readonly reason: string;
  readonly inferred?: ModelSignature;
}

/**
 * Prints every hop from the URI to the files, what the model is and takes, and which engine would
 * run it. Exit code 1 when none can; what is known is printed all the same.
 */
export async function inspect(flags: InspectFlags, context: CliContext): Promise<number> {
  const resolution = await resolveModelUri(flags.modelUri, lookupOptions(flags, context));
  const { folder, uri, name } = resolution;
  const model = await openLocalModel(folder, { uri, name });
  const finding = await findEngine(model, flags, context);
  if (flags.json) writeJson(context, inspectionData(resolution, model, finding));
  else context.out(formatInspection(resolution, model, finding));
  return finding.engine === undefined ? exitCodes.failed : exitCodes.ok;
}

/** Opens and closes it: only loading shows whether every part of the model is supported. */
async function findEngine(
  model: LocalModel,
  flags: InspectFlags,
  context: CliContext,
): Promise<EngineFinding> {
  try {
    const { engine, reason } = await openEngine(model, engineOptions(flags, context));
    await engine.close();
    const inferred = engine.inferred?.signature;
    return { engine: engine.kind, reason, ...(inferred && { inferred }) };
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    return { reason: error.message };
  }
}

function inspectionData(resolution: Resolution, model: LocalModel, finding: EngineFinding) {
  const { mlmodel } = model;
  return {
    uri: resolution.uri,
    name: resolution.name,
    folder: resolution.folder,
    hops: resolution.hops,
    flavors: Object.fromEntries(mlmodel.flavors),
    mlflowVersion: mlmodel.mlflowVersion ?? null,
    runId: mlmodel.runId ?? null,
    modelId: mlmodel.modelId ?? null,
    createdAt: mlmodel.utcTimeCreated ?? null,
    signature: mlmodel.signature ?? null,
    inferredSignature: finding.inferred ?? null,
    inputExample: mlmodel.inputExample?.artifactPath ?? null,
    engine: finding.engine ?? null,
    reason: finding.reason,
  };
}

function formatInspection(
  resolution: Resolution,
  model: LocalModel,
  finding: EngineFinding,
): string {
  const { mlmodel } = model;
  const rows: [string, string][] = [
    ['URI', resolution.uri],
    ...resolution.hops.map(({ label, value }): [string, string] => ['', `→ ${label}: ${value}`]),
    ['Flavors', [...mlmodel.flavors].map(describeFlavor).join(', ')],
    ['Saved by', mlmodel.mlflowVersion ? `MLflow ${mlmodel.mlflowVersion}` : 'an unknown MLflow'],
    ...(mlmodel.utcTimeCreated ? [['Saved at', mlmodel.utcTimeCreated] as [string, string]] : []),
    ...(mlmodel.runId ? [['Run', mlmodel.runId] as [string, string]] : []),
    ['Input example', mlmodel.inputExample?.artifactPath ?? 'none'],
    ['Engine', `${finding.engine ?? 'none'}: ${finding.reason}`],
  ];
  return `${formatRows(rows, '')}${formatSignature(model, finding.inferred)}`;
}

function describeFlavor([name, config]: [string, Readonly<Record<string, unknown>>]): string {
  const entry = Object.entries(config).find(
    ([key]) => key.endsWith('_version') && name !== 'python_function',
  );
  return typeof entry?.[1] === 'string' ? `${name} ${entry[1]}` : name;
}

function formatSignature({ mlmodel }: LocalModel, inferred: ModelSignature | undefined): string {
  const saved = signatureParts(mlmodel.signature);
  const parts = saved.length > 0 ? saved : signatureParts(inferred);
  if (parts.length === 0) return '\nSignature: none; the model takes what it is given.\n';
  const origin = saved.length > 0 ? '' : ' (inferred from the model, not enforced)';
  return parts
    .map(({ kind, rows }) => {
      const lines = rows.map(({ name, type }): [string, string] => [name, type]);
      return `\nSignature, ${kind}${origin}:\n${formatRows(lines, '  ')}`;
    })
    .join('');
}

function formatRows(rows: readonly (readonly [string, string])[], indent: string): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${indent}${label.padEnd(width)}  ${value}\n`).join('');
}
