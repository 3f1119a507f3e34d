import { serveModel, type ServedModel } from '../server/serve-model.ts';
import type { CliContext } from './cli-context.ts';
import { type EngineFlags, engineOptions, lookupOptions } from './model-options.ts';

/** The servers that a `send` or `test` starts for the models its requests name, one per model. */
export class ModelServers {
  readonly #servers = new Map<string, Promise<ServedModel>>();
  readonly #flags: EngineFlags;
  readonly #context: CliContext;

  constructor(flags: EngineFlags, context: CliContext) {
    this.#flags = flags;
    this.#context = context;
  }

  /** The address of the model's server, started at the first call for it. */
  async urlOf(uri: string): Promise<string> {
    const known = this.#servers.get(uri) ?? this.#start(uri);
    this.#servers.set(uri, known);
    return (await known).url;
  }

  /** Ends every server and its engine. */
  async close(): Promise<void> {
    const started = await Promise.allSettled(this.#servers.values());
    this.#servers.clear();
    const running = started.filter((result) => result.status === 'fulfilled');
    await Promise.all(running.map(({ value }) => value.close()));
  }

  #start(uri: string): Promise<ServedModel> {
    return serveModel({
      ...engineOptions(this.#flags, this.#context),
      ...lookupOptions(this.#flags, this.#context),
      uri,
      port: 0,
      version: this.#context.version,
    });
  }
}
