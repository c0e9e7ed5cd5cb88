import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { WorkspaceId } from '#contracts';
import type { Credential } from '../rate-limits/rate-limits.js';

/** The author of a request. A credential belongs to one workspace, so no other part of a request may name one. */
export interface Caller {
  readonly workspaceId: WorkspaceId;
  readonly timeZone: string;
  readonly scopes: ReadonlySet<string>;
  readonly credential: Credential;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read, when the request has a valid token. */
    caller?: Caller;
  }
}

/** The caller of a route that needs scopes or a session. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === undefined) throw new Error('a route without a scope has no caller');
  return caller;
}

export const FromCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
