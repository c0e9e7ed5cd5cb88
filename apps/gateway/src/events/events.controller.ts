import { Controller, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { examples, IdOf, ListEvents, PublicEventType, type Page, type PublicEvent } from '#contracts';
import type { Id } from '#kernel';
import { RpcClient, type JsonBytes } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { LastEventId } from './last-event-id.js';
import { OpenStream } from './open-stream.js';
import { StreamQuery } from './stream-query.js';

const EventQuery = ListQuery.extend({
  type: anyOf(PublicEventType).optional(),
  campaign_id: IdOf('camp').optional(),
  after: ListEvents.request.shape.after.meta({
    description: 'An event or an instant: only what was stored after it, the oldest first.',
  }),
});
type EventQuery = z.infer<typeof EventQuery>;

/** Everything that happened in a workspace, as webhooks tell it. */
@Controller('api/v1/events')
export class EventsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly streams: OpenStream,
  ) {}

  @Route('GET', '', {
    id: 'listEvents',
    summary: 'List the events',
    description:
      'The events of the last 30 days, with the bodies that webhooks have. With `after`, the oldest first: a script that was away catches up without a gap.',
    access: ['webhooks:read'],
    contract: ListEvents,
    examples: { response: examples.pageWith(examples.EVENT) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: EventQuery }) query: EventQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<PublicEvent>>> {
    return this.rpc.relay(ListEvents, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Route('GET', 'stream', {
    id: 'streamEvents',
    summary: 'Follow the events',
    description:
      'Server-sent events, as they happen. A connection ends after an hour at the latest; the client connects again and goes on after the last event that it had, for a day. A workspace has at most 50 connections.',
    access: ['webhooks:read'],
    response: null,
    status: 200,
    eventStream: examples.EVENT_STREAM,
    refusals: ['event_expired', 'too_many_streams'],
  })
  stream(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query({ schema: StreamQuery }) { type, last_event_id }: StreamQuery,
    @LastEventId() last: Id<'evt'> | undefined,
  ): Promise<StreamableFile> {
    return this.streams.open(request, reply, { type }, last ?? last_event_id);
  }
}
