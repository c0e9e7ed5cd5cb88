import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, onBehalfOf } from '#kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken } from '../auth/bearer-token.js';
import type { Caller } from '../auth/caller.js';
import { Callers } from '../auth/callers.js';
import { limitsOn } from '../rate-limits/rate-limits.js';
import { RateLimiter } from '../rate-limits/rate-limiter.js';
import { GatewayAdapter } from './gateway-adapter.js';
import { throttle } from '../rate-limits/throttle.js';

/** Whether requests are counted; `RATE_LIMITS=off` for load tests. */
export class RateLimitsSwitch {
  constructor(readonly state: 'on' | 'off') {}
}

/**
 * Finds out whose request it is, and whether they may make one more, before a byte of its body is read: refusals,
 * malformed bodies and addresses that do not exist are counted as well, and their answers tell what is left.
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
    // After the body was read: its last byte would wake a callback outside of a scope that was entered before. A route
    // without scopes stays outside of every workspace, whatever token comes with it: a login finds its user in any.
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
