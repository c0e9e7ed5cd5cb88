import { Controller } from '@nestjs/common';
import {
  AddEnrollments,
  CreateEnrollJob,
  EnrollContacts,
  RemoveContacts as RemoveContactsRequest,
  StartEnrollJob,
  type CampaignRef,
  type RequestOf,
} from '#contracts';
import { HandlesRequest, RpcClient } from '#messaging';
import { requireAllowed } from '../domain/campaign.js';
import { Campaigns } from '../persistence/campaigns.js';
import { RemoveContacts } from '../use-cases/remove-contacts.js';

/** Contacts that a request enrolls or removes by id, whether they match the filter or not. */
@Controller()
export class CampaignContactsController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly rpc: RpcClient,
    private readonly removeContacts: RemoveContacts,
  ) {}

  @HandlesRequest(EnrollContacts)
  async enroll({ contact_ids, ...ref }: RequestOf<typeof EnrollContacts>) {
    const { workspace_id } = ref;
    const snapshot = await this.enrollable(ref);
    return this.rpc.request(AddEnrollments, { workspace_id, snapshot, contact_ids });
  }

  @HandlesRequest(StartEnrollJob)
  async beginJob({ total, ...ref }: RequestOf<typeof StartEnrollJob>) {
    const { workspace_id } = ref;
    const snapshot = await this.enrollable(ref);
    return this.rpc.request(CreateEnrollJob, { workspace_id, snapshot, total });
  }

  @HandlesRequest(RemoveContactsRequest)
  remove(command: RequestOf<typeof RemoveContactsRequest>) {
    return this.removeContacts.execute(command);
  }

  /** The campaign goes along with the request: its event may still be on the way. */
  private async enrollable(ref: CampaignRef) {
    const campaign = await this.campaigns.get(ref);
    requireAllowed(campaign, 'enroll');
    return this.campaigns.eventData(campaign);
  }
}
