import { onTestFinished } from 'vitest';
import type { LocalModel } from '../../src/core/model/local-model.ts';
import { parseMlModel } from '../../src/core/model/mlmodel.ts';
import {
  type RunningServer,
  type ServerOptions,
  startServer,
} from '../../src/server/start-server.ts';
import { fakeEngine, type Predict } from './fake-engine.ts';
import { memoryLogger } from './memory-logger.ts';

/** A model without a signature, whose engine is fake. */
export const fakeModel: LocalModel = {
  folder: '/models/fake',
  uri: 'models:/fake/1',
  name: 'fake',
  mlmodel: parseMlModel('flavors: {}'),
};

/** Serves {@link fakeModel} until the test ends. */
export async function startFakeServer(
  options: Partial<ServerOptions> & { readonly predict?: Predict } = {},
) {
  const { predict, ...rest } = options;
  const logger = memoryLogger();
  const engine = fakeEngine(predict);
  const server = await startServer({
    model: fakeModel,
    engine,
    logger,
    version: '1.2.3',
    ...rest,
  });
  onTestFinished(() => server.close());
  return { server, logger, engine };
}

/** Sends a good request, changed as `init` says. */
export function invoke(
  server: RunningServer,
  init: Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(`${server.url}/invocations`, {
    method: 'POST',
    body: JSON.stringify({ inputs: [1] }),
    ...init,
    headers: { 'Content-Type': 'application/json', ...init.headers },
  });
}

/** An error in MLflow's JSON, with its status. */
export async function errorOf(response: Response) {
  return {
    status: response.status,
    ...((await response.json()) as { error_code: string; message: string }),
  };
}
