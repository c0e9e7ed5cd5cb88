import { Injectable } from '@nestjs/common';
import { ConfirmSends, ReopenSteps, type CampaignRef, type ResponseOf } from '#contracts';
import { RpcClient } from '#messaging';
import type { ClaimedSend } from '../persistence/claims.js';
import type { EndedSend } from '../persistence/retries.js';

export type Confirmation = ResponseOf<typeof ConfirmSends>['results'][number];

/** Knows which contacts still get mail. */
@Injectable()
export class Enrollment {
  constructor(private readonly rpc: RpcClient) {}

  /** One result per send, in their order. Rejects with DomainError `unavailable` when the service does not answer. */
  async confirm(sends: readonly ClaimedSend[]): Promise<readonly Confirmation[]> {
    const named = sends.map(({ workspaceId, enrollmentId, stepNumber }) => ({
      workspace_id: workspaceId,
      enrollment_id: enrollmentId,
      step_number: stepNumber,
    }));
    const confirmed: Confirmation[] = [];
    while (confirmed.length < named.length) {
      const { results } = await this.rpc.request(ConfirmSends, { sends: named.slice(confirmed.length) });
      if (results.length === 0) throw new Error('enrollment confirmed no send that the request named');
      confirmed.push(...results);
    }
    return confirmed;
  }

  /** Reopens the steps of ended sends; one result per send, in their order. */
  async reopen(
    { workspace_id, campaign_id }: CampaignRef,
    sends: readonly Pick<EndedSend, 'enrollmentId' | 'stepNumber' | 'recordedAt'>[],
  ): Promise<ResponseOf<typeof ReopenSteps>['results']> {
    if (sends.length === 0) return [];
    const steps = sends.map(({ enrollmentId, stepNumber, recordedAt }) => ({
      enrollment_id: enrollmentId,
      step_number: stepNumber,
      settled_at: recordedAt.toISOString(),
    }));
    const { results } = await this.rpc.request(ReopenSteps, { workspace_id, campaign_id, steps });
    if (results.length !== sends.length)
      throw new Error('enrollment reopened another number of steps than the request named');

    return results;
  }
}
