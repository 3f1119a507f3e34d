import { MlflowError } from '../../errors.ts';
import type { ArtifactSource } from '../artifacts/artifact-source.ts';
import { collectFolders } from '../artifacts/sources/collect-files.ts';
import {
  openFromServer,
  proxiedArtifacts,
  serverListing,
  splitListing,
} from '../artifacts/sources/proxied-artifacts.ts';
import type { ArtifactOwner } from '../tracking-store.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { decodePercent } from '../decode-percent.ts';
import { belowRoot } from './below-root.ts';
import { dbfsArtifacts } from './dbfs-artifacts.ts';
import { restApi, type RestApi } from './rest-api.ts';

/**
 * Artifacts that a tracking server hands on, by `mlflow-artifacts:/<path>`,
 * `mlflow-artifacts://<host>/<path>` or the address of its API, and `dbfs:` of Databricks; undefined for all others. A server
 * other than the tracking server gets no credentials.
 */
export function handedOn(tracking: RestApi, uri: string): ArtifactSource | undefined {
  if (tracking.access.isDatabricks && /^dbfs:/i.test(uri)) return dbfsArtifacts(tracking, uri);
  const named = /^mlflow-artifacts:(?:\/\/([^/]*))?\/*(.*)$/is.exec(uri);
  if (named) {
    const [, host = '', path = ''] = named;
    return proxiedArtifacts(serverOf(tracking, host), path);
  }
  const address = /^(https?:\/\/.*?)\/api\/2\.0\/mlflow-artifacts\/artifacts\/+(.*)$/is.exec(uri);
  if (!address) return undefined;
  const [, baseUrl = '', path = ''] = address;
  refuseAccount(baseUrl);
  const isSame = baseUrl === tracking.access.baseUrl;
  return proxiedArtifacts(
    isSame ? tracking : restApi({ baseUrl, headers: {}, tls: {} }),
    decodePercent(path),
  );
}

function serverOf(tracking: RestApi, host: string): RestApi {
  const own = new URL(tracking.access.baseUrl);
  if (host === '' || host === own.host || host === own.hostname) return tracking;
  const baseUrl = `${own.protocol}//${host}`;
  refuseAccount(baseUrl);
  return restApi({ baseUrl, headers: {}, tls: {} });
}

/** Base URLs are shown. */
function refuseAccount(baseUrl: string): void {
  if (withoutSecrets(baseUrl) === baseUrl) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    'The place of the artifacts holds a user or a password. Take them out of the URI, and set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.',
  );
}

/**
 * Artifacts of a run or a logged model that the tracking server reads from where it keeps them:
 * `artifacts/list` and `get-artifact` of runs, `artifacts/directories` and `artifacts/files` of
 * logged models (mlflow.server.handlers, 3.17).
 */
export function readByServer(api: RestApi, owner: ArtifactOwner, path: string): ArtifactSource {
  const root = path.replace(/^\/+|(?<!\/)\/+$/g, '');
  const what = owner.runId === undefined ? `logged model ${owner.modelId}` : `run ${owner.runId}`;
  const uri = `${api.access.baseUrl} (${what}${root && `, ${root}`})`;
  return {
    uri,
    list: (signal) =>
      collectFolders(uri, async (folder) => {
        const asked = [root, folder].filter((part) => part !== '').join('/');
        const answer = await api.get({ ...listingCall(owner, asked), signal });
        return splitListing(answer, (name) => belowRoot(name, root, uri));
      }),
    open: (file, options) =>
      openFromServer(
        api,
        fileCall(owner, root === '' ? file.path : `${root}/${file.path}`),
        options,
      ),
  };
}

function listingCall(owner: ArtifactOwner, path: string) {
  const asked = path === '' ? undefined : path;
  return owner.runId === undefined
    ? {
        path: `2.0/mlflow/logged-models/${encodeURIComponent(owner.modelId)}/artifacts/directories`,
        parameters: { artifact_directory_path: asked },
        answer: serverListing,
        isNew: true,
      }
    : {
        path: '2.0/mlflow/artifacts/list',
        parameters: { run_id: owner.runId, path: asked },
        answer: serverListing,
      };
}

function fileCall(owner: ArtifactOwner, path: string): string {
  if (owner.runId !== undefined) {
    const query = new URLSearchParams({ run_uuid: owner.runId, path });
    return `get-artifact?${query.toString()}`;
  }
  const query = new URLSearchParams({ artifact_file_path: path });
  const model = encodeURIComponent(owner.modelId);
  return `ajax-api/2.0/mlflow/logged-models/${model}/artifacts/files?${query.toString()}`;
}
