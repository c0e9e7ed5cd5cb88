import { ConfirmSends, type ResponseOf } from '#contracts';
import { RpcClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import type { ClaimedSend } from '../persistence/claims.js';

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
}
