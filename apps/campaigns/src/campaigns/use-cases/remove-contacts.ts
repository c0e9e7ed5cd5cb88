import { Injectable } from '@nestjs/common';
import {
  CancelSends,
  RemoveEnrollments,
  type RemoveContacts as RemoveContactsRequest,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { RpcClient } from '#messaging';
import { requireAllowed } from '../domain/campaign.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class RemoveContacts {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly rpc: RpcClient,
  ) {}

  /** Sends are canceled last, whether removed now or before: asked again after a failure, it finishes what it began. */
  async execute(
    command: RequestOf<typeof RemoveContactsRequest>,
  ): Promise<ResponseOf<typeof RemoveContactsRequest>> {
    const { stop_pending_sends, ...named } = command;
    const contact_ids = [...new Set(named.contact_ids)];
    requireAllowed(await this.campaigns.get(named.workspace_id, named.campaign_id), 'remove_contacts');

    const { removed } = await this.rpc.request(RemoveEnrollments, { ...command, contact_ids });
    const { canceled } = stop_pending_sends
      ? await this.rpc.request(CancelSends, { ...named, contact_ids })
      : { canceled: 0 };
    return { removed, canceled_sends: canceled, not_enrolled: contact_ids.length - removed };
  }
}
