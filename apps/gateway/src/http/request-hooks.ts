import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock, DomainError, onBehalfOf } from '#kernel';
import { AccessCheck } from '../auth/access-check.js';
import { bearerToken } from '../auth/bearer-token.js';
import type { Caller } from '../auth/caller.js';
import { Callers } from '../auth/callers.js';
import { AddressLimits, type AddressClass } from '../rate-limits/address-limits.js';
import { RateLimiter } from '../rate-limits/rate-limiter.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { limitsOn } from '../rate-limits/rate-limits.js';
import { throttle } from '../rate-limits/throttle.js';
import { GatewayAdapter } from './gateway-adapter.js';
import { isOwnRead } from './own-read.js';
import { NOTHING_HERE } from './problem.js';
import { isProbe } from './route.js';
import { TrackingHosts } from './tracking-hosts.js';
import { compressedBody, unservable } from './unservable.js';

/**
 * Identifies the caller, decides whether the request may run, and counts it, all before its body is read: a body of 7 MB
 * costs half a second of a core, and nobody without access may cause that. Refusals, malformed bodies and addresses that
 * do not exist are counted too, and their responses show the rest of the limit.
 */
@Injectable()
export class RequestHooks implements OnModuleInit {
  constructor(
    private readonly adapter: GatewayAdapter,
    private readonly callers: Callers,
    private readonly access: AccessCheck,
    private readonly limiter: RateLimiter,
    private readonly addresses: AddressLimits,
    private readonly limits: RateLimitsSwitch,
    private readonly clock: Clock,
    private readonly trackingHosts: TrackingHosts,
  ) {}

  onModuleInit(): void {
    const server = this.adapter.getInstance();
    server.addHook('onRequest', (request, reply) => this.admit(request, reply));
    // After the body was read: a scope that was entered before would be lost in the callback of its last byte. A route
    // without scopes runs outside of every workspace, with any token: a login finds its user in all of them.
    server.addHook('preHandler', ({ caller, routeOptions }, _reply, next) => {
      if (caller === undefined || routeOptions.config.inWorkspace !== true) next();
      else onBehalfOf(caller.workspaceId, next);
    });
  }

  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Before the token is looked at: nothing here tells whether it is a good one.
    if (this.trackingHosts.isClosed(request)) throw NOTHING_AT_THIS_HOST;
    const token = bearerToken(request);
    const caller = token === undefined ? undefined : await this.callers.find(token);
    if (caller !== undefined) request.caller = caller;

    const refusal =
      unservable(request, this.adapter.allowedMethods(request.url)) ??
      this.access.refusalOf(request) ??
      compressedBody(request);
    if (this.limits.state === 'on' && !isOwnRead(request)) {
      this.countAddress(request, reply, refusal !== undefined);
      if (caller !== undefined) await this.countCaller(caller, request, reply, refusal !== undefined);
    }
    if (refusal !== undefined) throw refusal;
  }

  private countAddress(request: FastifyRequest, reply: FastifyReply, refused: boolean): void {
    const kind = addressClassOf(request, refused);
    if (kind === undefined) return;

    const isGuess = refused || kind !== 'operator';
    // The right token does not count, but above the limit it is refused too: else a guess would still tell.
    if (!isGuess && !this.addresses.isExceeded(request.ip, kind)) return;
    const count = this.addresses.count(request.ip, kind);
    const shown = request.routeOptions.config.perAddress !== undefined;
    if (shown || !count.allowed) throttle(reply, count, this.clock.now());
  }

  private async countCaller(
    { credential, workspaceId }: Caller,
    { method, routeOptions }: FastifyRequest,
    reply: FastifyReply,
    refused: boolean,
  ): Promise<void> {
    const { limits } = routeOptions.config;
    const count = await this.limiter.count(limitsOn({ method, limits, credential, workspaceId, refused }));
    throttle(reply, count, this.clock.now());
  }
}

const NOTHING_AT_THIS_HOST = new DomainError('not_found', 'not_found', NOTHING_HERE.detail);

/** The class by which the address of a request is counted; a caller has limits of its own instead. */
function addressClassOf(
  { caller, routeOptions }: FastifyRequest,
  refused: boolean,
): AddressClass | undefined {
  const { access, perAddress } = routeOptions.config;
  if (perAddress !== undefined) return perAddress === 'by_handler' ? undefined : perAddress;
  if (access === 'operator') return 'operator';
  // A probe that is refused takes the gateway out of service.
  if (caller !== undefined || isProbe(routeOptions.url)) return undefined;
  return refused ? 'refused' : 'public';
}
