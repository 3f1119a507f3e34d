/** Who may call a server, and by which address. Everything is closed unless it is opened here. */
export interface AccessOptions {
  /** Host names that clients may use besides the loopback names and the host it listens on. */
  readonly allowedHosts?: readonly string[];
  /** Web pages that may call, as `https://app.example`, or `*` for all of them. */
  readonly allowedOrigins?: readonly string[];
  /** What callers must send as `Authorization: Bearer …`; health checks need none. */
  readonly token?: string;
  /** Serves over HTTPS. */
  readonly tls?: TlsFiles;
  /** Goes before every path, as `/models/iris`. */
  readonly pathPrefix?: string;
}

/** Absolute paths of a certificate (chain) and its key, both in PEM. */
export interface TlsFiles {
  readonly certificatePath: string;
  readonly keyPath: string;
}
