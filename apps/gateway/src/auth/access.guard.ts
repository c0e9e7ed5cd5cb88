import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '#kernel';
import type { FastifyRequest } from 'fastify';
import type { Scope } from '../domain/scopes.js';
import { bearerToken } from './bearer-token.js';
import type { Caller } from './caller.js';
import { OperatorToken } from './operator-token.js';
import { accessOf, type Access } from './route-access.js';
import { unauthenticated } from './unauthenticated.js';

/** Lets a request through to its route, as whoever it comes from. */
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
    switch (access.to) {
      case 'everybody':
        return;
      case 'operator':
        this.operator.check(bearerToken(request));
        return;
      case 'scope':
        mustHave(access.scope, request);
    }
  }
}

function mustHave(scope: Scope, request: FastifyRequest): void {
  const { caller } = request;
  if (caller === undefined) {
    throw unauthenticated(
      bearerToken(request) === undefined
        ? 'a token is needed: Authorization: Bearer followed by an API key or an access token'
        : 'the token is unknown, expired or revoked',
    );
  }
  requireScope(caller, scope);
}

/** For what a route needs beside the scope that it declares. */
export function requireScope({ scopes }: Caller, scope: Scope): void {
  if (!scopes.has(scope)) {
    throw new DomainError('forbidden', 'insufficient_scope', `this needs the scope ${scope}`);
  }
}
