import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor, Role, WorkspaceId } from '#contracts';
import type { Id } from '#kernel';
import type { Credential } from '../rate-limits/rate-limits.js';

/** The user whose session it is. A session id is a uuid. */
export interface Person {
  readonly workspaceId: WorkspaceId;
  readonly userId: Id<'user'>;
  readonly role: Role;
  readonly sessionId: string;
}

/** The author of a request. A credential belongs to one workspace, so no other part of a request may name one. */
export interface Caller {
  readonly workspaceId: WorkspaceId;
  readonly timeZone: string;
  readonly scopes: ReadonlySet<string>;
  readonly credential: Credential;
  /** The name in the audit trail. */
  readonly actor: Actor;
  /** Undefined for a key. */
  readonly person: Person | undefined;
  /** The end of a key that expires. */
  readonly expiresAt: Date | null;
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

/** The person of a route that needs a session. */
export const FromSession = createParamDecorator((_: unknown, context: ExecutionContext): Person => {
  const { person } = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (person === undefined) throw new Error('a route without a session has no person');
  return person;
});
