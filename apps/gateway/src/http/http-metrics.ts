import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Metrics } from '#telemetry';
import { GatewayAdapter } from './gateway-adapter.js';
import { isOwnRead } from './own-read.js';

/** All addresses without a route: their number is the caller's to choose. */
const NO_ROUTE = 'unmatched';

/** Counts and times the requests of callers by route. A path would be a series for each id in it. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  private readonly total;
  private readonly duration;

  constructor(
    private readonly adapter: GatewayAdapter,
    metrics: Metrics,
  ) {
    this.total = metrics.counter({
      name: 'nimbus_http_requests_total',
      help: 'Requests that were answered',
      labels: ['method', 'route', 'status'],
    });
    this.duration = metrics.durations({
      name: 'nimbus_http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer',
      labels: ['method', 'route'],
    });
  }

  onModuleInit(): void {
    this.adapter.getInstance().addHook('onResponse', async (request, reply) => this.count(request, reply));
  }

  private count(request: FastifyRequest, reply: FastifyReply): void {
    if (isOwnRead(request)) return;
    const { method } = request;
    const route = request.routeOptions.url ?? NO_ROUTE;
    this.total.inc({ method, route, status: reply.statusCode });
    this.duration.observe({ method, route }, reply.elapsedTime / 1_000);
  }
}
