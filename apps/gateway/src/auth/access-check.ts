import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import { isProbe, type Access } from '../http/route.js';
import { bearerToken, unauthenticated } from './bearer-token.js';
import { OperatorToken } from './operator-token.js';
import type { Scope } from './scopes.js';

/** Decides whether the token of a request gives access to its route. */
@Injectable()
export class AccessCheck {
  constructor(private readonly operator: OperatorToken) {}

  /** The reason why the request must not run, after its caller was identified; undefined for one that may. */
  refusalOf(request: FastifyRequest): DomainError | undefined {
    const { url, config } = request.routeOptions;
    if (isProbe(url)) return undefined;
    // RouteAccessCheck refuses to start with such a route; one that a plugin has added stays closed.
    if (config.access === undefined) throw new Error(`${url} does not declare who may use it`);
    return this.refusal(config.access, request);
  }

  private refusal(access: Access, request: FastifyRequest): DomainError | undefined {
    switch (access) {
      case 'everybody':
        return undefined;
      case 'operator':
        return this.operator.refusalOf(bearerToken(request));
      case 'session':
        return request.caller?.credential.kind === 'user'
          ? undefined
          : unauthenticated('the access token of a session is needed');
      default:
        return lackOf(access, request);
    }
  }
}

function lackOf(needed: readonly Scope[], request: FastifyRequest): DomainError | undefined {
  const { caller } = request;
  if (caller === undefined) {
    return unauthenticated(
      bearerToken(request) === undefined
        ? 'a token is needed: Authorization: Bearer followed by an API key or an access token'
        : 'the token is unknown, expired or revoked',
    );
  }
  const missing = needed.find((scope) => !caller.scopes.has(scope));
  if (missing === undefined) return undefined;
  return new DomainError('forbidden', 'insufficient_scope', `this needs the scope ${missing}`);
}
