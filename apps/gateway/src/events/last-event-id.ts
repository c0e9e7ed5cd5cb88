import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isId, validationError, type Id } from '#kernel';

/**
 * The event that the client had last. Browsers send it by themselves when they connect again; a header that is empty says
 * nothing.
 */
export const LastEventId = createParamDecorator((_: unknown, context: ExecutionContext) =>
  lastEventIdIn(context.switchToHttp().getRequest<FastifyRequest>()),
);

function lastEventIdIn({ headers }: FastifyRequest): Id<'evt'> | undefined {
  const given = [headers['last-event-id']].flat()[0];
  if (given === undefined || given === '') return undefined;
  if (isId('evt', given)) return given;
  throw validationError([
    { field: 'Last-Event-ID', code: 'invalid_format', message: 'must be the id of an event' },
  ]);
}
