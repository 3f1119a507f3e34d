import type { TlsOptions } from '../../http/exchange.ts';

/** The address of a server and what proves who asks. */
export interface ServerAccess {
  /** Without a slash at its end, with a path prefix where the server has one. */
  readonly baseUrl: string;
  /** What goes with every request: who asks (`Authorization`) and for which workspace. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
  /** Where the credentials are from, for messages: `MLFLOW_TRACKING_TOKEN`. */
  readonly credentialSource?: string;
  /** What to do when the server refuses: a whole sentence. */
  readonly wayIn?: string;
  /** The workspace of MLflow 3.10 and later that is asked for. */
  readonly workspace?: string;
  /** True for a workspace of Databricks, whose file system has an API too. */
  readonly isDatabricks?: boolean;
}
