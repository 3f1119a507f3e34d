/** A server as other extensions and tests see it. */
export interface ServerInfo {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly state: 'starting' | 'running' | 'stopping' | 'failed';
  /** Set while it is running. */
  readonly url?: string;
  readonly engine?: string;
  /** Why it failed. */
  readonly reason?: string;
}

/** What `activate` answers: the extension's public API. */
export interface MlinvokeApi {
  /** What activation took of the extension host's time. */
  readonly activationMilliseconds: number;
  /** The servers of this window, as they are now. */
  readonly servers: readonly ServerInfo[];
}
