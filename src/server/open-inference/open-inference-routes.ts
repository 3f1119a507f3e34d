import { answerRequest } from '../../core/score/answer-request.ts';
import { answerInference } from '../answer-inference.ts';
import type { RouteOptions, ServerContext, ServerRouter } from '../route-options.ts';

/** A model by its name, and by its version where the client gives one. */
const modelPaths = ['/v2/models/:name', '/v2/models/:name/versions/:version'];

/** The Open Inference Protocol v2, which KServe, Seldon Core and Triton clients speak. */
export function addOpenInferenceRoutes(router: ServerRouter, options: RouteOptions): void {
  router.get('/v2', (context) => {
    context.body = { name: 'mlinvoke', version: options.version, extensions: [] };
  });
  // A server listens only once its model is loaded. MLServer answers with the bare status.
  router.get('/v2/health/live', (context) => {
    context.body = { live: true };
  });
  router.get('/v2/health/ready', (context) => {
    context.body = { ready: true };
  });
  for (const path of modelPaths) addModelRoutes(router, path, options);
}

function addModelRoutes(router: ServerRouter, path: string, options: RouteOptions): void {
  const { model } = options;
  router.get(path, async (context) => {
    const served = await findServed(context, options);
    const { describeModel } = await import('./served-model.ts');
    context.body = describeModel(served, model.mlmodel);
  });
  router.get(`${path}/ready`, async (context) => {
    const { name } = await findServed(context, options);
    context.body = { name, ready: true };
  });
  router.post(`${path}/infer`, (context) => infer(context, options));
}

/** Loaded on first use: most servers are never asked in this protocol. */
async function findServed(context: ServerContext, { model }: RouteOptions) {
  const { findServedModel } = await import('./served-model.ts');
  const { name = '', version } = context.params as { name?: string; version?: string };
  return findServedModel(model, { name, version });
}

async function infer(context: ServerContext, options: RouteOptions): Promise<void> {
  const served = await findServed(context, options);
  const { requireJson } = await import('./require-json.ts');
  requireJson(context.get('Content-Type'));
  const { engine, model } = options;
  const { signature } = model.mlmodel;
  const asked = { protocol: 'open-inference', signature, model: served } as const;
  await answerInference(context, options, (body, signal) =>
    answerRequest({ ...asked, body, newId: crypto.randomUUID() }, engine, signal),
  );
}
