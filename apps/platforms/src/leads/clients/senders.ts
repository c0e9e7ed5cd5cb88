import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { GetSendingAccounts, type SendingAccountView } from '#contracts';
import { RpcClient } from '#messaging';
import type { PushClaim } from '../domain/claimed-lead.js';

export type Sender = Pick<SendingAccountView, 'email' | 'display_name'>;

/** The senders that a campaign's texts and pages show. */
export interface CampaignSenders {
  /** In texts: with several accounts nobody knows who will send, and a launch with such texts is refused. */
  readonly inTexts: Sender;
  /** On the page in which a contact leaves. */
  readonly onPage: Sender;
}

const NOBODY: Sender = { email: '', display_name: '' };
const TTL_MS = 600_000;
const MAX_CACHED = 1_000;

/** The names of sending accounts, cached for some minutes. */
@Injectable()
export class Senders {
  private readonly cache = new LRUCache<string, Sender>({ max: MAX_CACHED, ttl: TTL_MS });

  constructor(private readonly rpc: RpcClient) {}

  async of({ workspaceId: workspace_id, campaign }: PushClaim): Promise<CampaignSenders> {
    const [first, ...others] = campaign.sending_account_ids;
    if (first === undefined) return { inTexts: NOBODY, onPage: NOBODY };
    const sender = this.cache.get(first) ?? (await this.request(workspace_id, first));
    return { inTexts: others.length === 0 ? sender : NOBODY, onPage: sender };
  }

  private async request(
    workspace_id: PushClaim['workspaceId'],
    account: PushClaim['campaign']['sending_account_ids'][number],
  ): Promise<Sender> {
    const request = { workspace_id, sending_account_ids: [account] };
    const { results } = await this.rpc.request(GetSendingAccounts, request);
    const [{ email, display_name } = NOBODY] = results;
    const sender = { email, display_name };
    this.cache.set(account, sender);
    return sender;
  }
}
