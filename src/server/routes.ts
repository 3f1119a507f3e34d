import { Router } from '@koa/router';
import type { Context } from 'koa';
import type { Engine, InvocationReply, InvocationTimings } from '../core/engines/engine.ts';
import type { LocalModel } from '../core/model/local-model.ts';
import { score } from '../core/score/score.ts';
import { readBody } from './read-body.ts';
import { untilAborted, watchRequest } from './request-signal.ts';

/** What the routes need to answer. */
export interface RouteOptions {
  readonly model: LocalModel;
  readonly engine: Engine;
  readonly bodyLimit: number;
  readonly timeoutSeconds: number;
  readonly version: string;
}

/** The routes of MLflow's scoring server (3.17), and `GET /`, which says what is served. */
export function createRouter(options: RouteOptions): Router {
  const router = new Router({ strict: true });
  router.get('/', (context) => describeServer(context, options));
  router.get(['/ping', '/health'], (context) => answerJsonText(context, '\n'));
  router.get('/version', (context) => answerJsonText(context, options.version));
  router.post('/invocations', (context) => invoke(context, options));
  return router;
}

/** MLflow labels these bare texts as JSON; health checks compare them as they are. */
function answerJsonText(context: Context, text: string): void {
  context.set('Content-Type', 'application/json'); // context.type would add a charset
  context.body = text;
}

function describeServer(context: Context, { model, engine }: RouteOptions): void {
  context.body = {
    name: model.name,
    uri: model.uri,
    engine: engine.kind,
    is_checked: model.mlmodel.signature?.inputs !== undefined,
    endpoints: ['POST /invocations', 'GET /ping', 'GET /health', 'GET /version'],
  };
}

async function invoke(context: Context, options: RouteOptions): Promise<void> {
  const watch = watchRequest(context.req, context.res, options.timeoutSeconds);
  try {
    const body = await untilAborted(readBody(context.req, options.bodyLimit), watch.signal);
    const request = { body, contentType: context.get('Content-Type') };
    const { mlmodel } = options.model;
    const answering = score(request, { mlmodel, engine: options.engine }, watch.signal);
    writeReply(context, await untilAborted(answering, watch.signal));
  } finally {
    watch.release();
  }
}

function writeReply(context: Context, reply: InvocationReply): void {
  context.status = reply.status;
  context.set('Content-Type', reply.contentType);
  context.set('Server-Timing', toServerTiming(reply.timings));
  context.body = typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body);
}

function toServerTiming(timings: InvocationTimings): string {
  const { parse, enforce, predict, encode } = timings;
  return Object.entries({ parse, enforce, predict, encode })
    .map(([name, milliseconds]) => `${name};dur=${milliseconds.toFixed(3)}`)
    .join(', ');
}
