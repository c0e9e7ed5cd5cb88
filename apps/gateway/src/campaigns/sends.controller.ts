import { Body, Controller, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  examples,
  GetCampaign,
  IdOf,
  ListSends,
  MAX_STEPS,
  RetryInput,
  RetrySends,
  SendStatus,
  type CampaignRef,
  type CampaignView,
  type Page,
  type RetryResult,
  type SendView,
} from '#contracts';
import { DomainError } from '#kernel';
import { RpcClient, type JsonBytes } from '#messaging';
import { CampaignInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { anyOf, integer, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { CampaignLists } from './campaign-lists.js';

const SendQuery = ListQuery.extend({
  status: anyOf(SendStatus).optional(),
  contact_id: IdOf('cont').optional(),
  step: integer(z.int().min(1).max(MAX_STEPS).optional()),
});
type SendQuery = z.infer<typeof SendQuery>;

/** The sends of a campaign. */
@Controller('api/v1/campaigns/:id')
export class SendsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly lists: CampaignLists,
  ) {}

  @Route('GET', 'sends', {
    id: 'listSends',
    summary: 'List the sends of a campaign',
    access: ['campaigns:read'],
    contract: ListSends,
    examples: { response: examples.pageWith(examples.SEND, examples.BOUNCED_SEND) },
  })
  async sends(
    @CampaignInPath() ref: CampaignRef,
    @Query({ schema: SendQuery }) query: SendQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<SendView>>> {
    return this.lists.page(ListSends, { ...ref, ...query }, cursorKey);
  }

  @Route('POST', 'sends/retry', {
    id: 'retrySends',
    summary: 'Retry sends that failed or whose outcome is unknown',
    description:
      'By `send_ids` or by `status`, up to 1,000, within the limits of the campaign and its sending accounts. A send is skipped if its contact was stopped or got a later step. With a `status`, repeat the request with `cursor` until `next_cursor` is null.',
    access: ['campaigns:write'],
    contract: RetrySends,
    refusals: ['invalid_transition'],
    examples: { request: { status: 'failed' }, response: examples.RETRY_RESULT },
  })
  async retry(
    @CampaignInPath() ref: CampaignRef,
    @Body({ schema: RetryInput }) retry: RetryInput,
  ): Promise<RetryResult> {
    requireRunning(await this.rpc.request(GetCampaign, ref));
    return this.rpc.request(RetrySends, { ...ref, retry });
  }
}

/** Retried sends of a paused campaign wait for its resume. */
function requireRunning({ status }: CampaignView): void {
  if (status === 'active' || status === 'paused') return;
  throw new DomainError('conflict', 'invalid_transition', `a campaign that is ${status} cannot retry sends`, {
    state: status,
    action: 'retry',
  });
}
