import { Injectable } from '@nestjs/common';
import type { RemoveContacts as RemoveContactsRequest, RequestOf, ResponseOf } from '#contracts';
import { Dispatcher } from '../../clients/dispatcher.js';
import { Enrollment } from '../../clients/enrollment.js';
import { requireAllowed } from '../domain/campaign.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class RemoveContacts {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly enrollment: Enrollment,
    private readonly dispatcher: Dispatcher,
  ) {}

  /** Sends are canceled last, also those of contacts that were removed before: a repeated request finishes a failed one. */
  async execute(
    command: RequestOf<typeof RemoveContactsRequest>,
  ): Promise<ResponseOf<typeof RemoveContactsRequest>> {
    const { stop_pending_sends, ...named } = command;
    const contact_ids = [...new Set(named.contact_ids)];
    requireAllowed(await this.campaigns.get(named), 'remove_contacts');

    const { removed } = await this.enrollment.removeEnrollments({ ...command, contact_ids });
    const { canceled } = stop_pending_sends
      ? await this.dispatcher.cancelSends({ ...named, contact_ids })
      : { canceled: 0 };
    return { removed, canceled_sends: canceled, not_enrolled: contact_ids.length - removed };
  }
}
