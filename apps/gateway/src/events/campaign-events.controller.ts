import { Controller, Query, Req, Res, type StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { examples, GetCampaign, type CampaignRef } from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';
import { CampaignInPath } from '../auth/ref-in-path.js';
import { Route } from '../http/route.js';
import { LastEventId } from './last-event-id.js';
import { OpenStream } from './open-stream.js';
import { StreamQuery } from './stream-query.js';

@Controller('api/v1/campaigns/:id/events')
export class CampaignEventsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly streams: OpenStream,
  ) {}

  @Route('GET', 'stream', {
    id: 'streamCampaignEvents',
    summary: 'Follow the events of a campaign',
    description: 'As `GET /api/v1/events/stream/`, with the events of this campaign alone.',
    access: ['webhooks:read'],
    response: null,
    status: 200,
    eventStream: examples.EVENT_STREAM,
    refusals: ['event_expired', 'too_many_streams'],
  })
  async stream(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CampaignInPath() ref: CampaignRef,
    @Query({ schema: StreamQuery }) { type, last_event_id }: StreamQuery,
    @LastEventId() last: Id<'evt'> | undefined,
  ): Promise<StreamableFile> {
    await this.rpc.request(GetCampaign, ref);
    return this.streams.open(request, reply, { type, campaign_id: ref.campaign_id }, last ?? last_event_id);
  }
}
