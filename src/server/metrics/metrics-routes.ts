import type { RouteOptions, ServerRouter } from '../route-options.ts';

/** `GET /metrics`: the figures of this server for Prometheus. */
export function addMetricsRoutes(router: ServerRouter, { metrics }: RouteOptions): void {
  router.get('/metrics', async (context) => {
    const { contentType, text } = await metrics.print();
    context.set('Content-Type', contentType);
    context.body = text;
  });
}
