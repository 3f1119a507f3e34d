import * as z from 'zod';
import { MlflowError, messageOf } from '../errors.ts';
import { readYaml } from '../read-yaml.ts';
import { type ModelSignature, parseSignature } from './signature.ts';

/** A flavor's entry as the MLmodel file has it; each engine reads the keys that it knows. */
export type FlavorConfig = Readonly<Record<string, unknown>>;

/** Where the model's input example lies and how it was written. */
export interface InputExampleInfo {
  /** Path inside the model folder, with forward slashes. */
  readonly artifactPath: string;
  /** `dataframe`, `ndarray`, `json_object`, … */
  readonly type: string;
  /** A ready request body, which MLflow writes since 2.17. */
  readonly servingInputPath?: string;
}

/** The content of an MLmodel file (MLflow 1.x to 3.x). */
export interface MlModel {
  readonly flavors: ReadonlyMap<string, FlavorConfig>;
  readonly signature?: ModelSignature;
  readonly inputExample?: InputExampleInfo;
  /** The MLflow that saved the model; absent in files of MLflow 1.0. */
  readonly mlflowVersion?: string;
  readonly runId?: string;
  readonly modelId?: string;
  readonly utcTimeCreated?: string;
  /** True when predict() is annotated: MLflow then hands the request to it unparsed. */
  readonly isSignatureFromTypeHint: boolean;
}

const wireModel = z.looseObject({
  flavors: z.record(z.string(), z.record(z.string(), z.unknown())),
  signature: z.unknown().optional(),
  saved_input_example_info: z
    .looseObject({
      artifact_path: z.string(),
      type: z.string(),
      serving_input_path: z.string().nullish(),
    })
    .nullish(),
  mlflow_version: z.string().nullish(),
  run_id: z.string().nullish(),
  model_id: z.string().nullish(),
  utc_time_created: z.union([z.string(), z.date()]).nullish(),
  is_signature_from_type_hint: z.boolean().nullish(),
});

/**
 * Reads the text of an MLmodel file. Throws MlflowError INVALID_PARAMETER_VALUE that says which
 * line or entry is wrong; unknown entries are ignored, as MLflow does.
 * Source: mlflow.models.Model.from_dict (3.17).
 */
export function parseMlModel(text: string): MlModel {
  const result = wireModel.safeParse(parseYaml(text));
  if (!result.success) throw notAnMlModel(describeIssue(result.error));
  const wire = result.data;
  const example = wire.saved_input_example_info;
  return {
    flavors: new Map(Object.entries(wire.flavors)),
    ...(isPresent(wire.signature) && { signature: parseSignature(wire.signature) }),
    ...(example && { inputExample: toInputExample(example) }),
    ...(wire.mlflow_version && { mlflowVersion: wire.mlflow_version }),
    ...(wire.run_id && { runId: wire.run_id }),
    ...(wire.model_id && { modelId: wire.model_id }),
    ...(wire.utc_time_created && { utcTimeCreated: String(wire.utc_time_created) }),
    isSignatureFromTypeHint: wire.is_signature_from_type_hint ?? false,
  };
}

function parseYaml(text: string): unknown {
  try {
    // Merge keys and custom tags are never resolved to code.
    return readYaml(text, 50);
  } catch (cause) {
    throw cause instanceof ReferenceError
      ? notAnMlModel('it nests YAML aliases without end', cause)
      : notAnMlModel(`it is not valid YAML (${firstLine(messageOf(cause))})`, cause);
  }
}

function notAnMlModel(reason: string, cause?: unknown): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The MLmodel file cannot be read: ${reason}. Expected the YAML that MLflow writes, ` +
      'with an entry "flavors"; log or download the model again.',
    { cause },
  );
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue || issue.path.length === 0) return 'it holds no YAML mapping';
  return `its entry "${issue.path.join('.')}" is wrong (${issue.message})`;
}

function toInputExample(wire: {
  artifact_path: string;
  type: string;
  serving_input_path?: string | null | undefined;
}): InputExampleInfo {
  return {
    artifactPath: wire.artifact_path,
    type: wire.type,
    ...(wire.serving_input_path && { servingInputPath: wire.serving_input_path }),
  };
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
