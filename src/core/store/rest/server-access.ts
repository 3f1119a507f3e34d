import type { TlsOptions } from '../../http/exchange.ts';

/** The address of a server and what proves who asks. */
export interface ServerAccess {
  /** Without a slash at its end, with a path prefix where the server has one. */
  readonly baseUrl: string;
  /** The `Authorization` header; not there for a server that asks for none. */
  readonly authorization?: string;
  readonly tls: TlsOptions;
  /** Where the credentials are from, for messages: `MLFLOW_TRACKING_TOKEN`. */
  readonly credentialSource?: string;
  /** True for a workspace of Databricks, whose file system has an API too. */
  readonly isDatabricks?: boolean;
}
