import { createHmac } from 'node:crypto';
import {
  createParamDecorator,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { signCursor, verifyCursor } from '#messaging';

/** All gateways have the same secret, so that each accepts the cursors of the others. */
export class CursorSecret {
  constructor(private readonly secret: string) {}

  /** The key of the cursors of one list: a path of a workspace, without a slash at its end. */
  keyOf(workspaceId: string, path: string): string {
    return createHmac('sha256', this.secret).update(`cursor\n${workspaceId} ${path}`).digest('base64url');
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Signs the cursors of the list at this address. */
    cursorKey?: string;
  }
}

/** The key for the service that writes the page of a relayed list. */
export const CursorKey = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>().cursorKey,
);

/**
 * Accepts a cursor only for its own list, and signs the next one. A service sees the position in a cursor but not its
 * list: unsigned, the cursor of another campaign would start a page somewhere in the middle. The cursor of a relayed page
 * has the signature of its service.
 */
@Injectable()
export class ListCursorsInterceptor implements NestInterceptor {
  constructor(private readonly secret: CursorSecret) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.caller === undefined) return next.handle(); // a caller without a token has no lists

    const key = this.secret.keyOf(request.caller.workspaceId, pathOf(request));
    request.cursorKey = key;
    for (const input of [request.query, request.body]) verify(input, key);
    return next.handle().pipe(map((answer) => signed(answer, key)));
  }
}

/** Runs before validation, so that validation sees the cursor of the service. */
function verify(input: unknown, key: string): void {
  if (!isObject(input) || typeof input['cursor'] !== 'string') return;
  input['cursor'] = verifyCursor(input['cursor'], key);
}

function signed(answer: unknown, key: string): unknown {
  if (!isObject(answer) || typeof answer['next_cursor'] !== 'string') return answer;
  return { ...answer, next_cursor: signCursor(answer['next_cursor'], key) };
}

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0]?.replace(/\/$/, '') ?? '';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
