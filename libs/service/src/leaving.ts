import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * The way out of a process that proxies send requests to. From `begin` on it is not ready, so that they choose another
 * replica, and each response ends its connection: a proxy that keeps one would send on it while it closes.
 */
export class Leaving {
  private hasBegun = false;

  /** The application must not be initialised yet. */
  constructor(app: NestFastifyApplication) {
    const server = app.getHttpAdapter().getInstance();
    server.addHook('onRequest', (request, reply, next) => {
      if (!this.hasBegun) return next();
      void reply.header('connection', 'close');
      if (request.routeOptions.url?.startsWith('/health/ready') !== true) return next();
      void reply.status(503).send({ status: 'shutting_down' });
    });
  }

  begin(): void {
    this.hasBegun = true;
  }
}
