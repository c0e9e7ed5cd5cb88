import { Body, Controller, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  CorrectReply,
  examples,
  GetReply,
  IdOf,
  ListReplies,
  ReplyCorrection,
  ReplyIntent,
  type Page,
  type ReplyListItem,
  type ReplyRef,
  type ReplyView,
} from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { ReplyInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

const ReplyQuery = ListQuery.extend({
  campaign_id: IdOf('camp').optional(),
  contact_id: IdOf('cont').optional(),
  intent: anyOf(ReplyIntent).optional(),
});
type ReplyQuery = z.infer<typeof ReplyQuery>;

/** The inbox: answers to messages of campaigns. */
@Controller('api/v1/replies')
export class RepliesController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '', {
    id: 'listReplies',
    summary: 'List the replies',
    access: ['campaigns:read'],
    contract: ListReplies,
    examples: { response: examples.pageWith(examples.REPLY_IN_LIST) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ReplyQuery }) query: ReplyQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<ReplyListItem>>> {
    return this.rpc.relay(ListReplies, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Route('GET', ':id', {
    id: 'getReply',
    summary: 'Get a reply',
    description: 'With its text, which is kept for 90 days unless the operator has chosen another time.',
    access: ['campaigns:read'],
    contract: GetReply,
    examples: { response: examples.REPLY },
  })
  get(@ReplyInPath() ref: ReplyRef): Promise<ReplyView> {
    return this.rpc.request(GetReply, ref);
  }

  @Route('POST', ':id', {
    id: 'correctReply',
    summary: 'Correct the intent of a reply',
    description:
      'The metrics follow. `unsubscribe` suppresses the contact. A reply that was taken for an out-of-office and is none stops the contact, as any reply does.',
    access: ['campaigns:write'],
    contract: CorrectReply,
    examples: {
      request: { intent: 'question' },
      response: { ...examples.REPLY, intent: 'question', confidence: 1, corrected: true },
    },
  })
  correct(
    @ReplyInPath() ref: ReplyRef,
    @Body({ schema: ReplyCorrection }) correction: ReplyCorrection,
  ): Promise<ReplyView> {
    return this.rpc.request(CorrectReply, { ...ref, ...correction });
  }
}
