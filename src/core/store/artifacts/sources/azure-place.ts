import { MlflowError } from '../../../errors.ts';
import { decodePercent } from '../../decode-percent.ts';
import { prefixOf } from './object-key.ts';

/** A folder of a container of Azure Blob Storage or Data Lake Storage. */
export interface AzurePlace {
  readonly account: string;
  readonly container: string;
  /** What all names of the place begin with: empty, or with a slash at its end. */
  readonly prefix: string;
  /** The host of the Blob service, which serves both kinds of storage. */
  readonly host: string;
  /** The URI again, in one form. */
  readonly name: string;
}

/** Hosts of Microsoft's own: tokens and signatures are shown to no other. */
const clouds =
  /^(?:privatelink\.)?(?:blob|dfs)\.core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net|cloudapi\.de)$/;

/**
 * Reads `wasbs://<container>@<account>.blob.core.windows.net/<path>` and
 * `abfss://<file system>@<account>.dfs.core.windows.net/<path>`, of all of Azure's clouds
 * (parse_wasbs_uri and _parse_abfss_uri of MLflow 3.17, which decodes the latter only).
 */
export function parseAzureUri(uri: string): AzurePlace {
  const [, scheme = '', container = '', account = '', suffix = '', path = ''] =
    /^(wasbs?|abfss?):\/\/([^@/?#]+)@([a-z0-9-]+)\.([^/?#:]+)(?:\/([^?#]*))?$/i.exec(uri) ?? [];
  if (container === '' || !clouds.test(suffix.toLowerCase())) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `"${uri.replace(/\?.*$/s, '')}" is no place in Azure; expected wasbs://<container>@<account>.blob.core.windows.net/<path> ` +
        'or abfss://<file system>@<account>.dfs.core.windows.net/<path>, or the same of another of its clouds.',
    );
  }
  const isLake = scheme.toLowerCase().startsWith('abfs');
  const prefix = prefixOf(isLake ? decodePercent(path) : path);
  return {
    account: account.toLowerCase(),
    container,
    prefix,
    host: `${account}.${suffix.replace(/^(privatelink\.)?dfs\./i, '$1blob.')}`.toLowerCase(),
    name: `${scheme.toLowerCase()}://${container}@${account}.${suffix}/${prefix.replace(/\/$/, '')}`,
  };
}
