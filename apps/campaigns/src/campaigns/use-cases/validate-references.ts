import { Injectable } from '@nestjs/common';
import { ResolveFilter, type CampaignChanges } from '#contracts';
import type { FieldError, Id } from '#kernel';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { Sequences } from '../../sequences/index.js';
import { referenceErrors } from '../domain/reference-validation.js';

type References = Pick<
  CampaignChanges,
  'sequence_id' | 'sending_account_ids' | 'contact_filter' | 'client_id'
>;

const ANY_FILTER = { has_eligible: true, unknown_segment_ids: [] };

@Injectable()
export class ValidateReferences {
  constructor(
    private readonly sequences: Sequences,
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
  ) {}

  /** Only the given references: an account that was paused since does not stand in the way of another limit. */
  async execute(workspaceId: Id<'ws'>, references: References, clientExists: boolean): Promise<FieldError[]> {
    const { sequence_id, sending_account_ids, contact_filter } = references;
    const [sequenceExists, accountStatus, filter] = await Promise.all([
      sequence_id === undefined || this.sequences.exists(workspaceId, sequence_id),
      this.deliverability.statusOf(workspaceId, sending_account_ids ?? []),
      contact_filter === undefined
        ? ANY_FILTER
        : this.rpc.request(ResolveFilter, { workspace_id: workspaceId, filter: contact_filter }),
    ]);
    return referenceErrors(references, {
      sequenceExists,
      accountStatus,
      hasEligibleContact: filter.has_eligible,
      unknownSegmentIds: filter.unknown_segment_ids,
      clientExists,
    });
  }
}
