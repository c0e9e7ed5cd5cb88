import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock, onBehalfOf } from '#kernel';
import { bearerToken } from '../auth/bearer-token.js';
import type { Caller } from '../auth/caller.js';
import { Callers } from '../auth/callers.js';
import { RateLimiter } from '../rate-limits/rate-limiter.js';
import { limitsOn } from '../rate-limits/rate-limits.js';
import { throttle } from '../rate-limits/throttle.js';
import { GatewayAdapter } from './gateway-adapter.js';

/** Turns rate limits on or off; `RATE_LIMITS=off` is for load tests. */
export class RateLimitsSwitch {
  constructor(readonly state: 'on' | 'off') {}
}

/**
 * Identifies the caller and counts the request before its body is read. Refusals, malformed bodies and addresses that
 * do not exist are counted too, and their responses show the rest of the limit.
 */
@Injectable()
export class RequestHooks implements OnModuleInit {
  constructor(
    private readonly adapter: GatewayAdapter,
    private readonly callers: Callers,
    private readonly limiter: RateLimiter,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const server = this.adapter.getInstance();
    server.addHook('onRequest', (request, reply) => this.identifyCaller(request, reply));
    // After the body was read: a scope that was entered before would be lost in the callback of its last byte. A route
    // without scopes runs outside of every workspace, with any token: a login finds its user in all of them.
    server.addHook('preHandler', ({ caller, routeOptions }, _reply, next) => {
      if (caller === undefined || routeOptions.config.inWorkspace !== true) next();
      else onBehalfOf(caller.workspaceId, next);
    });
  }

  private async identifyCaller(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = bearerToken(request);
    const caller = token === undefined ? undefined : await this.callers.find(token);
    if (caller === undefined) return;

    request.caller = caller;
    if (this.limits.state === 'on') await this.count(caller, request, reply);
  }

  private async count(
    { credential, workspaceId }: Caller,
    { method, routeOptions }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const count = await this.limiter.count(
      limitsOn({ method, limits: routeOptions.config.limits, credential, workspaceId }),
    );
    throttle(reply, count, this.clock.now());
  }
}
