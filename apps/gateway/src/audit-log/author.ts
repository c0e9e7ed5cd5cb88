import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '#contracts';
import { callerOf } from '../auth/caller.js';
import { REQUEST_ID } from '../http/correlation.js';

/** The place that a request came from. */
export interface Origin {
  readonly address: string;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** The author of a change: a caller, and the place of the request. */
export interface Author extends Origin {
  readonly actor: Actor;
}

/** Long enough for the longest of browsers; a client may send 16 kB. */
const MAX_USER_AGENT = 400;

function originIn(context: ExecutionContext): Origin {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  return {
    address: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    requestId: String(http.getResponse<FastifyReply>().getHeader(REQUEST_ID) ?? ''),
  };
}

export const authorIn = (context: ExecutionContext): Author => ({
  ...originIn(context),
  actor: callerOf(context.switchToHttp().getRequest<FastifyRequest>()).actor,
});

/** For a route that needs no caller. */
export const FromOrigin = createParamDecorator((_: unknown, context: ExecutionContext) => originIn(context));

/** For a route that needs a scope or a session. */
export const FromAuthor = createParamDecorator((_: unknown, context: ExecutionContext) => authorIn(context));
