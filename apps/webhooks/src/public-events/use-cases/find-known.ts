import { Injectable } from '@nestjs/common';
import {
  FindSentMessages,
  MAX_SENT_MESSAGE_QUERIES,
  type CampaignId,
  type SendId,
  type SentMessage,
} from '#contracts';
import { batchesOf, RpcClient } from '#messaging';
import { CampaignNames } from '../persistence/campaign-names.js';
import type { Known } from '../views/known.js';

interface Unknown {
  readonly campaigns: readonly CampaignId[];
  readonly sends?: readonly SendId[];
}

/** Asks for what events do not say themselves: once for a whole batch. */
@Injectable()
export class FindKnown {
  constructor(
    private readonly campaignNames: CampaignNames,
    private readonly rpc: RpcClient,
  ) {}

  async find({ campaigns, sends = [] }: Unknown): Promise<Known> {
    const [names, messages] = await Promise.all([this.campaignNames.find(campaigns), this.messages(sends)]);
    return { campaigns: names, messages };
  }

  private async messages(sends: readonly SendId[]): Promise<Map<SendId, SentMessage>> {
    const queries = [...new Set(sends)].map((send_id) => ({ send_id }));
    const batches = batchesOf(queries, { maxItems: MAX_SENT_MESSAGE_QUERIES });
    const answers = await Promise.all(
      batches.map((batch) => this.rpc.request(FindSentMessages, { queries: batch })),
    );
    const found = answers.flatMap(({ results }) => results).filter((message) => message !== null);
    return new Map(found.map((message) => [message.send_id, message]));
  }
}
