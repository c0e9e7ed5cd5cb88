import { idOf, type OutsidePlatform } from '#kernel';
import type { EndedLead } from '../domain/ended-lead.js';

/** A lead whose status has changed. */
export interface ChangedRow {
  readonly enrollment_id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly status: string;
  readonly leave_reason: string | null;
  /** Null for a lead that came before its campaign. */
  readonly platform: OutsidePlatform | null;
}

/** Those of the leads that are over because they were stopped. */
export const endedLeads = (rows: readonly ChangedRow[]): EndedLead[] =>
  rows
    .filter(({ status }) => status === 'canceled' || status === 'removed')
    .map((row) => ({
      enrollmentId: idOf('enr', row.enrollment_id),
      workspaceId: idOf('ws', row.workspace_id),
      campaignId: idOf('camp', row.campaign_id),
      reason: row.leave_reason ?? row.status,
    }));
