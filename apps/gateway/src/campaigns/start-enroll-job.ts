import { Injectable } from '@nestjs/common';
import {
  AddEnrollJobPart,
  MAX_ENROLL_PART,
  StartEnrollJob as StartEnrollJobRequest,
  type CampaignRef,
} from '#contracts';
import type { Id } from '#kernel';
import { RpcClient } from '#messaging';

/** Sends more contacts than fit into one message to a job that enrolls them. */
@Injectable()
export class StartEnrollJob {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * Returns the id of the job once it has all contacts. When a part fails, nobody is enrolled: a job without its last part
   * never starts. The job reports a malformed id as not found.
   */
  async send(ref: CampaignRef, contactIds: readonly string[]): Promise<Id<'job'>> {
    const { job_id } = await this.rpc.request(StartEnrollJobRequest, { ...ref, total: contactIds.length });
    const { workspace_id } = ref;
    for (const [part, contact_ids] of partsOf(contactIds).entries()) {
      await this.rpc.request(AddEnrollJobPart, { workspace_id, job_id, part, contact_ids });
    }
    return job_id;
  }
}

const partsOf = (contactIds: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(contactIds.length / MAX_ENROLL_PART) }, (_, part) =>
    contactIds.slice(part * MAX_ENROLL_PART, (part + 1) * MAX_ENROLL_PART),
  );
