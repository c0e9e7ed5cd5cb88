import { Injectable } from '@nestjs/common';
import {
  CancelSends,
  RecallLeads,
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

  /**
   * Sends are canceled last, also those of contacts that were removed before: a repeated request finishes a failed one. Leads that a
   * platform has are recalled at the very end: their removal goes on by itself.
   */
  async execute(
    command: RequestOf<typeof RemoveContactsRequest>,
  ): Promise<ResponseOf<typeof RemoveContactsRequest>> {
    const { stop_pending_sends, ...named } = command;
    const contact_ids = [...new Set(named.contact_ids)];
    const campaign = await this.campaigns.get(named);
    requireAllowed(campaign, 'remove_contacts');

    const { removed } = await this.rpc.request(RemoveEnrollments, { ...command, contact_ids });
    const { canceled } = stop_pending_sends
      ? await this.rpc.request(CancelSends, { ...named, contact_ids })
      : { canceled: 0 };
    if (stop_pending_sends && campaign.settings.platform !== 'native')
      await this.rpc.request(RecallLeads, { ...named, contact_ids });
    return { removed, canceled_sends: canceled, not_enrolled: contact_ids.length - removed };
  }
}
