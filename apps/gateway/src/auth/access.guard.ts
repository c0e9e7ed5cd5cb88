import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import type { Access } from '../http/route.js';
import { bearerToken, unauthenticated } from './bearer-token.js';
import { OperatorToken } from './operator-token.js';
import { accessOf } from './route-access-check.js';
import type { Scope } from './scopes.js';

/** Refuses a request whose token does not give access to its route. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly operator: OperatorToken,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const access = accessOf(this.reflector, context.getHandler(), context.getClass());
    if (access === undefined) throw new Error(`${context.getHandler().name} does not declare who may use it`);

    this.admit(access, context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  private admit(access: Access, request: FastifyRequest): void {
    switch (access) {
      case 'everybody':
        return;
      case 'operator':
        this.operator.check(bearerToken(request));
        return;
      case 'session':
        requireSession(request);
        return;
      default:
        requireScopes(access, request);
    }
  }
}

function requireSession({ caller }: FastifyRequest): void {
  if (caller?.credential.kind !== 'user') throw unauthenticated('the access token of a session is needed');
}

function requireScopes(needed: readonly Scope[], request: FastifyRequest): void {
  const { caller } = request;
  if (caller === undefined) {
    throw unauthenticated(
      bearerToken(request) === undefined
        ? 'a token is needed: Authorization: Bearer followed by an API key or an access token'
        : 'the token is unknown, expired or revoked',
    );
  }
  const missing = needed.find((scope) => !caller.scopes.has(scope));
  if (missing === undefined) return;
  throw new DomainError('forbidden', 'insufficient_scope', `this needs the scope ${missing}`);
}
