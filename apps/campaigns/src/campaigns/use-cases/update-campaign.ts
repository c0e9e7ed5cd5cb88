import { Injectable } from '@nestjs/common';
import {
  ResolveFilter,
  type CampaignChanges,
  type RequestOf,
  type UpdateCampaign as UpdateCampaignRequest,
} from '#contracts';
import { Clock, type FieldError, type Id } from '#kernel';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { requireUsable } from '../domain/changed-references.js';
import {
  accountProblems,
  clientProblems,
  filterProblems,
  sequenceProblems,
} from '../domain/reference-validation.js';
import { requireOpenWindow, update } from '../domain/update.js';
import { Campaigns } from '../persistence/campaigns.js';
import { Sequences } from '../../sequences/persistence/sequences.js';
import type { CampaignSettings, StoredCampaign } from '../persistence/stored-campaign.js';

@Injectable()
export class UpdateCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly sequences: Sequences,
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  async execute(command: RequestOf<typeof UpdateCampaignRequest>) {
    const { workspace_id, campaign_id, changes, client_exists } = command;
    const decide = (current: StoredCampaign) => changed(current, changes, this.clock.now());
    // What can be said without asking anybody: a wrong state stays a 409 while a neighbour is down.
    decide(await this.campaigns.get(workspace_id, campaign_id));
    const problems = await this.problemsOf(workspace_id, changes);
    requireUsable([...problems, ...clientProblems(changes, { clientExists: client_exists })]);

    return this.campaigns.change(workspace_id, campaign_id, decide);
  }

  /** Of what is new only: an account that was paused since does not stand in the way of another limit. */
  private async problemsOf(workspaceId: Id<'ws'>, changes: CampaignChanges): Promise<FieldError[]> {
    const problems = await Promise.all([
      this.sequenceProblems(workspaceId, changes.sequence_id),
      this.accountProblems(workspaceId, changes.sending_account_ids),
      this.filterProblems(workspaceId, changes.contact_filter),
    ]);
    return problems.flat();
  }

  private async sequenceProblems(workspaceId: Id<'ws'>, sequence_id: CampaignChanges['sequence_id']) {
    if (sequence_id === undefined) return [];
    const sequenceExists = await this.sequences.exists(workspaceId, sequence_id);
    return sequenceProblems({ sequence_id }, { sequenceExists });
  }

  private async accountProblems(workspaceId: Id<'ws'>, ids: CampaignChanges['sending_account_ids']) {
    if (ids === undefined) return [];
    return accountProblems(ids, await this.deliverability.statusOf(workspaceId, ids));
  }

  private async filterProblems(workspaceId: Id<'ws'>, contact_filter: CampaignChanges['contact_filter']) {
    if (contact_filter === undefined) return [];
    const found = await this.rpc.request(ResolveFilter, {
      workspace_id: workspaceId,
      filter: contact_filter,
    });
    return filterProblems(
      { contact_filter },
      { hasEligibleContact: found.has_eligible, unknownSegmentIds: found.unknown_segment_ids },
    );
  }
}

function changed(current: StoredCampaign, changes: CampaignChanges, now: Date) {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const settings: CampaignSettings = { ...current.settings, ...Object.fromEntries(given) };
  const transition = update(
    current,
    given.map(([field]) => field),
    now,
  );
  requireOpenWindow(settings);

  return { ...transition, settings };
}
