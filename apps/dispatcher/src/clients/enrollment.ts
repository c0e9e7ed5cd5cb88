import { ConfirmSends, ReopenSteps, type CampaignRef, type ResponseOf } from '#contracts';
import { idOf } from '#kernel';
import { RpcClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import type { ClaimedSend } from '../persistence/claims.js';
import type { EndedSend } from '../persistence/retries.js';

export type Confirmation = ResponseOf<typeof ConfirmSends>['results'][number];

/** The service that knows who is still to be written to. */
@Injectable()
export class Enrollment {
  constructor(private readonly rpc: RpcClient) {}

  /** One answer per send, in their order. Rejects with DomainError `unavailable` when nobody answers. */
  async confirm(sends: readonly ClaimedSend[]): Promise<readonly Confirmation[]> {
    const { results } = await this.rpc.request(ConfirmSends, {
      sends: sends.map(({ workspaceId, enrollmentId, stepNumber }) => ({
        workspace_id: workspaceId,
        enrollment_id: enrollmentId,
        step_number: stepNumber,
      })),
    });
    if (results.length !== sends.length)
      throw new Error('enrollment confirmed another number of sends than asked');

    return results;
  }

  /** Has the steps of ended sends awaited again; one answer per send, in their order. */
  async reopen(
    { workspace_id, campaign_id }: CampaignRef,
    sends: readonly EndedSend[],
  ): Promise<ResponseOf<typeof ReopenSteps>['results']> {
    if (sends.length === 0) return [];
    const steps = sends.map(({ enrollment_id, step_number, updated_at }) => ({
      enrollment_id: idOf('enr', enrollment_id),
      step_number,
      settled_at: updated_at.toISOString(),
    }));
    const { results } = await this.rpc.request(ReopenSteps, { workspace_id, campaign_id, steps });
    if (results.length !== sends.length)
      throw new Error('enrollment answered another number of steps than asked');

    return results;
  }
}
