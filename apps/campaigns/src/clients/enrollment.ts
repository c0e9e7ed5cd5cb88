import { Injectable } from '@nestjs/common';
import {
  AddEnrollments,
  CreateEnrollJob,
  GetNewLeads,
  GetRecipient,
  RemoveEnrollments,
  ResolveFilter,
  type CampaignRef,
  type CampaignView,
  type RequestOf,
} from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';

/** Every method rejects with `unavailable` when the enrollment service does not answer. */
@Injectable()
export class Enrollment {
  constructor(private readonly rpc: RpcClient) {}

  resolveFilter(workspaceId: Id<'ws'>, filter: CampaignView['contact_filter']) {
    return this.rpc.request(ResolveFilter, { workspace_id: workspaceId, filter });
  }

  addEnrollments(request: RequestOf<typeof AddEnrollments>) {
    return this.rpc.request(AddEnrollments, request);
  }

  createEnrollJob(request: RequestOf<typeof CreateEnrollJob>) {
    return this.rpc.request(CreateEnrollJob, request);
  }

  removeEnrollments(request: RequestOf<typeof RemoveEnrollments>) {
    return this.rpc.request(RemoveEnrollments, request);
  }

  newLeads(ref: CampaignRef) {
    return this.rpc.request(GetNewLeads, ref);
  }

  recipient(request: RequestOf<typeof GetRecipient>) {
    return this.rpc.request(GetRecipient, request);
  }
}
