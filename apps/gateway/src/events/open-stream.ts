import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock, DomainError, type Id } from '#kernel';
import { bearerToken } from '../auth/bearer-token.js';
import { callerOf } from '../auth/caller.js';
import { EventFeed, type Followed } from './event-feed.js';
import { EventStreams } from './event-streams.js';
import { MAX_STREAMS, StreamSlots } from './stream-slots.js';

const TYPE = 'text/event-stream; charset=utf-8';
/** The end of a connection frees its slot within a second, its silent death within 45. */
const RETRY_AFTER_SECONDS = 15;

/** Opens a stream. Every refusal comes before its beginning, as a problem. */
@Injectable()
export class OpenStream {
  constructor(
    private readonly feed: EventFeed,
    private readonly slots: StreamSlots,
    private readonly streams: EventStreams,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `event_expired`; `too_many_streams` when the workspace has as many as it may have */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    followed: Omit<Followed, 'workspace_id'>,
    last: Id<'evt'> | undefined,
  ): Promise<StreamableFile> {
    const caller = callerOf(request);
    const all = { ...followed, workspace_id: caller.workspaceId };
    const begun = await this.feed.begin(all, last);
    void reply.header('x-accel-buffering', 'no'); // nginx would keep events until its buffer is full
    if (request.method === 'HEAD') return new StreamableFile(Readable.from([]), { type: TYPE });

    const slot = await this.slots.take(caller.workspaceId, this.clock.now());
    if (slot === undefined) throw tooMany(reply);
    const token = bearerToken(request) ?? '';
    const connection = { slot, followed: all, caller, token, response: reply.raw };
    return new StreamableFile(this.streams.start(connection, begun).text, { type: TYPE });
  }
}

function tooMany(reply: FastifyReply): DomainError {
  void reply.header('retry-after', RETRY_AFTER_SECONDS);
  return new DomainError(
    'throttled',
    'too_many_streams',
    `the workspace has ${MAX_STREAMS} streams of events already: end one, or try again in ${RETRY_AFTER_SECONDS} s`,
  );
}
