import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import type { FastifyRequest } from 'fastify';
import type { Credential } from '../rate-limits/rate-limits.js';

/** On whose behalf a request is made. A credential is bound to one workspace, so nothing else may name one. */
export interface Caller {
  readonly workspaceId: WorkspaceId;
  readonly timeZone: string;
  readonly scopes: ReadonlySet<string>;
  readonly credential: Credential;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read, when the request carries a token that we know. */
    caller?: Caller;
  }
}

/** The caller of a route that needs a scope. */
export const FromCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === undefined) throw new Error('a route without a scope has no caller');
  return caller;
});
