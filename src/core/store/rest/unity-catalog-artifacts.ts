import * as z from 'zod';
import type { Environment } from '../../environment.ts';
import { ArtifactNotFoundError, MlflowError } from '../../errors.ts';
import { artifactRefusal } from '../artifacts/artifact-refusal.ts';
import type { ArtifactFile, ArtifactSource } from '../artifacts/artifact-source.ts';
import { collectFolders } from '../artifacts/sources/collect-files.ts';
import { openFile } from '../artifacts/sources/open-file.ts';
import { encodePath } from '../artifacts/sources/proxied-artifacts.ts';
import { belowRoot } from './below-root.ts';
import type { RestApi } from './rest-api.ts';
import { integer, list, nextOf } from './rest-values.ts';
import { allPages } from '../page.ts';

/** One version of a model in the Unity Catalog. */
export interface UnityCatalogVersion {
  readonly name: string;
  readonly version: string;
  readonly environment: Environment;
}

const credentialsAnswer = z.looseObject({
  credentials: z.looseObject({
    storage_mode: z.string().optional(),
    aws_temp_credentials: z
      .looseObject({
        access_key_id: z.string(),
        secret_access_key: z.string(),
        session_token: z.string().default(''),
      })
      .optional(),
    azure_user_delegation_sas: z.looseObject({ sas_token: z.string() }).optional(),
    gcp_oauth_token: z.looseObject({ oauth_token: z.string() }).optional(),
    r2_temp_credentials: z.looseObject({}).optional(),
  }),
});

/**
 * The files of a version: by signed addresses where Databricks keeps them, else from the cloud's
 * own storage with credentials for an hour. Follows UnityCatalogModelsArtifactRepository and
 * PresignedUrlArtifactRepository of MLflow 3.17. Throws MlflowError for Google's storage and R2,
 * whose credentials of this kind are not taken.
 */
export function unityCatalogArtifacts(api: RestApi, model: UnityCatalogVersion): ArtifactSource {
  let opened: Promise<ArtifactSource> | undefined;
  const source = (signal: AbortSignal): Promise<ArtifactSource> => {
    opened ??= chooseSource(api, model, signal);
    return opened;
  };
  return {
    uri: nameOf(api, model),
    list: async (signal) => (await source(signal)).list(signal),
    open: async (file, options) => (await source(options.signal)).open(file, options),
  };
}

function nameOf(api: RestApi, { name, version }: UnityCatalogVersion): string {
  return `${name} version ${version} (Unity Catalog at ${api.access.baseUrl})`;
}

async function chooseSource(
  api: RestApi,
  model: UnityCatalogVersion,
  signal: AbortSignal,
): Promise<ArtifactSource> {
  const { name, version, environment } = model;
  const answer = await api.post({
    path: '2.0/mlflow/unity-catalog/model-versions/generate-temporary-credentials',
    parameters: { name, version, operation: 'MODEL_VERSION_OPERATION_READ' },
    answer: credentialsAnswer,
    signal,
  });
  if (!answer) throw noFiles(api, model);
  const { credentials } = answer;
  if (credentials.storage_mode === 'DEFAULT_STORAGE') return signedFiles(api, model);
  const place = await api.get({
    path: '2.0/mlflow/unity-catalog/model-versions/get-download-uri',
    parameters: { name, version },
    answer: z.looseObject({ artifact_uri: z.string() }),
    signal,
  });
  if (!place) throw noFiles(api, model);
  const { aws_temp_credentials: aws, azure_user_delegation_sas: azure } = credentials;
  if (aws && /^s3a?:/i.test(place.artifact_uri)) {
    const { s3Artifacts } = await import('../artifacts/sources/s3-artifacts.ts');
    return s3Artifacts(place.artifact_uri, withAws(environment, aws));
  }
  if (azure && /^(?:abfss|wasbs):/i.test(place.artifact_uri)) {
    const { azureArtifacts } = await import('../artifacts/sources/azure-artifacts.ts');
    return azureArtifacts(place.artifact_uri, withAzure(environment, azure.sas_token));
  }
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    `The files of ${nameOf(api, model)} are in a storage whose temporary credentials cannot be used yet: ${kindOf(place.artifact_uri)}. ` +
      'Download them (mlflow artifacts download) and give the folder.',
  );
}

function kindOf(uri: string): string {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(uri)?.[0] ?? 'one of no known kind';
}

/** The user's own profile and keys are for other buckets. */
function withAws(
  environment: Environment,
  aws: { access_key_id: string; secret_access_key: string; session_token: string },
): Environment {
  const own = Object.entries(environment).filter(
    ([name]) => !/^AWS_(?:DEFAULT_)?PROFILE$/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    AWS_ACCESS_KEY_ID: aws.access_key_id,
    AWS_SECRET_ACCESS_KEY: aws.secret_access_key,
    AWS_SESSION_TOKEN: aws.session_token,
  };
}

function withAzure(environment: Environment, signature: string): Environment {
  const own = Object.entries(environment).filter(([name]) => !name.startsWith('AZURE_'));
  return { ...Object.fromEntries(own), AZURE_STORAGE_SAS_TOKEN: signature };
}

function noFiles(api: RestApi, model: UnityCatalogVersion): ArtifactNotFoundError {
  return new ArtifactNotFoundError(
    `${nameOf(api, model)} has no files that this account may read. Ask for the right EXECUTE on the model.`,
  );
}

const directory = z.looseObject({
  contents: list(
    z.looseObject({
      path: z.string(),
      is_directory: z.boolean().default(false),
      file_size: integer.optional(),
      last_modified: integer.optional(),
    }),
  ),
  next_page_token: z.string().optional(),
});

const signedUrl = z.looseObject({
  url: z.string(),
  headers: list(z.looseObject({ name: z.string(), value: z.string().default('') })),
});

/** Files that Databricks keeps itself (mlflow.store.artifact.presigned_url_artifact_repo, 3.17). */
function signedFiles(api: RestApi, model: UnityCatalogVersion): ArtifactSource {
  const root = `Models/${model.name.replaceAll('.', '/')}/${model.version}`;
  const place = nameOf(api, model);
  return {
    uri: place,
    list: (signal) =>
      collectFolders(place, (folder) => listSigned(api, { root, folder, name: place }, signal)),
    open: async (file, options) => {
      const answer = await api.post({
        path: '2.0/fs/create-download-url',
        parameters: { path: `/${root}/${file.path}` },
        answer: signedUrl,
        signal: options.signal,
      });
      if (!answer || !URL.canParse(answer.url)) throw noFiles(api, model);
      return openFile(
        {
          url: new URL(answer.url),
          headers: Object.fromEntries(answer.headers.map(({ name, value }) => [name, value])),
          place,
          refusal: ({ status }) =>
            artifactRefusal({
              place,
              status,
              advice: 'The signed address may have expired: try again.',
            }),
        },
        options,
      );
    },
  };
}

/** One folder of the files that Databricks keeps itself; paths are below `root`. */
async function listSigned(
  api: RestApi,
  place: { readonly root: string; readonly folder: string; readonly name: string },
  signal: AbortSignal,
) {
  const { root, folder, name } = place;
  const entries = await allPages(async ({ token }) => {
    const answer = await api.get({
      path: `2.0/fs/directories/${encodePath(folder === '' ? root : `${root}/${folder}`)}`,
      parameters: { page_token: token },
      answer: directory,
      signal,
    });
    return { items: answer?.contents ?? [], ...nextOf(answer?.next_page_token) };
  });
  const files: ArtifactFile[] = [];
  const folders: string[] = [];
  for (const { path, is_directory: isFolder, file_size: size, last_modified: time } of entries) {
    const inner = belowRoot(path.replace(/^\/+|(?<!\/)\/+$/g, ''), root, name);
    if (isFolder) folders.push(inner);
    else {
      files.push({
        path: inner,
        ...(size !== undefined && { size }),
        ...(time !== undefined && { version: String(time) }),
      });
    }
  }
  return { files, folders };
}
