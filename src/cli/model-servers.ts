import { dirname, join } from 'node:path';
import { isFolder } from '../core/file-info.ts';
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

  /**
   * The address of the model's server, started at the first call for it. `folder` is that of the
   * `.invoke` file: a store beside the file is found wherever the command runs.
   */
  async urlOf(uri: string, folder: string): Promise<string> {
    const workingDirectory = await findStoreFolder(folder, this.#context.workingDirectory);
    const key = JSON.stringify([uri, workingDirectory]);
    const known = this.#servers.get(key) ?? this.#start(uri, workingDirectory);
    this.#servers.set(key, known);
    return (await known).url;
  }

  /** Ends every server and its engine. */
  async close(): Promise<void> {
    const started = await Promise.allSettled(this.#servers.values());
    this.#servers.clear();
    const running = started.filter((result) => result.status === 'fulfilled');
    await Promise.all(running.map(({ value }) => value.close()));
  }

  #start(uri: string, workingDirectory: string): Promise<ServedModel> {
    return serveModel({
      ...engineOptions(this.#flags, this.#context),
      ...lookupOptions(this.#flags, this.#context),
      workingDirectory,
      uri,
      port: 0,
      version: this.#context.version,
    });
  }
}

/** The nearest folder with an `mlruns` store, from `folder` up to `root`; `root` when none has. */
async function findStoreFolder(folder: string, root: string): Promise<string> {
  for (let current = folder; current !== root; current = dirname(current)) {
    if (await isFolder(join(current, 'mlruns'))) return current;
    if (dirname(current) === current) break;
  }
  return root;
}
