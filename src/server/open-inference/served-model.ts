import { ArtifactNotFoundError } from '../../core/errors.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import { flavorNames } from '../../core/model/model-summary.ts';
import type { MlModel } from '../../core/model/mlmodel.ts';
import {
  contentTypeOf,
  describeTensors,
} from '../../core/score/open-inference/describe-tensors.ts';
import type { NamedModel } from '../../core/score/request-body.ts';
import { parseModelUri } from '../../core/uri/model-uri.ts';

/**
 * What the one model of this server is called, if a request means it: the registered name, else the
 * folder's, and the version in the registry, where the URI names one. Throws ArtifactNotFoundError
 * for another name or version.
 */
export function findServedModel(
  model: LocalModel,
  wanted: { readonly name: string; readonly version: string | undefined },
): NamedModel {
  const served = { name: model.name, version: versionOf(model.uri) };
  if (wanted.name !== served.name) {
    throw new ArtifactNotFoundError(
      `There is no model ${JSON.stringify(wanted.name)} here; this server has ${JSON.stringify(served.name)}.`,
    );
  }
  if (wanted.version !== undefined && wanted.version !== served.version) {
    const known = served.version === undefined ? 'has no number here' : `is ${served.version}`;
    throw new ArtifactNotFoundError(
      `There is no version ${JSON.stringify(wanted.version)} of ${JSON.stringify(served.name)} here; the version that is served ${known}. Leave "/versions/…" out.`,
    );
  }
  return served;
}

/** Only a URI like models:/name/3 says it: an alias may have moved on since. */
function versionOf(uri: string): string | undefined {
  const parsed = parseModelUri(uri);
  return parsed.kind === 'version' ? String(parsed.version) : undefined;
}

/** The protocol's metadata of a model. Follows mlserver.model.MLModel.metadata (1.7). */
export function describeModel({ name, version }: NamedModel, mlmodel: MlModel) {
  const { signature } = mlmodel;
  const contentType = contentTypeOf(signature?.inputs);
  return {
    name,
    versions: version === undefined ? [] : [version],
    platform: `mlflow_${flavorNames(mlmodel)[0] ?? 'python_function'}`,
    inputs: describeTensors(signature?.inputs, 'input-'),
    outputs: describeTensors(signature?.outputs, 'output-'),
    parameters: contentType === undefined ? {} : { content_type: contentType },
  };
}
