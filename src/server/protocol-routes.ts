import { score } from '../core/score/score.ts';
import { answerInference } from './answer-inference.ts';
import type { RouteOptions, ServerContext, ServerRouter } from './route-options.ts';

/** The routes of MLflow's scoring server (3.17). */
export function addProtocolRoutes(router: ServerRouter, options: RouteOptions): void {
  router.get(['/ping', '/health'], (context) => answerJsonText(context, '\n'));
  router.get('/version', (context) => answerJsonText(context, options.version));
  router.post('/invocations', (context) => invoke(context, options));
}

/** MLflow labels these bare texts as JSON; health checks compare them as they are. */
function answerJsonText(context: ServerContext, text: string): void {
  context.set('Content-Type', 'application/json'); // context.type would add a charset
  context.body = text;
}

function invoke(context: ServerContext, options: RouteOptions): Promise<void> {
  const { engine, model, replies } = options;
  const { nanLiterals } = replies;
  const contentType = context.get('Content-Type');
  return answerInference(context, options, (body, signal) =>
    score({ body, contentType, nanLiterals }, { mlmodel: model.mlmodel, engine }, signal),
  );
}
