import type { Router, RouterContext } from '@koa/router';
import type { Engine } from '../core/engines/engine.ts';
import type { LocalModel } from '../core/model/local-model.ts';
import type { Admission } from './requests/admission.ts';
import type { ServerMetrics } from './metrics/server-metrics.ts';
import type { ReplyOptions } from './replies/reply-options.ts';
import type { RequestState } from './requests/request-state.ts';
import type { ServerLimits } from './requests/server-limits.ts';

/** What the routes need to answer. */
export interface RouteOptions {
  readonly model: LocalModel;
  readonly engine: Engine;
  /** Why this engine runs the model. */
  readonly engineReason?: string;
  readonly limits: Required<ServerLimits>;
  /** The door to the model, which every request for predictions goes through. */
  readonly admission: Admission;
  readonly metrics: ServerMetrics;
  readonly replies: Required<ReplyOptions>;
  /** The version of mlinvoke. */
  readonly version: string;
}

/** One request and its answer, with what the server remembers of it. */
export type ServerContext = RouterContext<RequestState>;

/** The router that every {@link AddRoutes} adds to. */
export type ServerRouter = Router<RequestState>;

/** A module of routes: adds its paths and methods to the router. */
export type AddRoutes = (router: ServerRouter, options: RouteOptions) => void;
