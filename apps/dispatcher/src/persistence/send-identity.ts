import { idOf } from '#kernel';
import type { SendIdentity } from '../events/outcome-events.js';

/** The columns that identify a send. */
export interface IdentityColumns {
  readonly id: string;
  readonly workspace_id: string;
  readonly campaign_id: string;
  readonly enrollment_id: string;
  readonly contact_id: string;
  readonly step_id: string;
  readonly step_number: number;
}

export const identityOf = (row: IdentityColumns): SendIdentity => ({
  id: idOf('send', row.id),
  workspaceId: idOf('ws', row.workspace_id),
  campaignId: idOf('camp', row.campaign_id),
  enrollmentId: idOf('enr', row.enrollment_id),
  contactId: idOf('cont', row.contact_id),
  stepId: idOf('step', row.step_id),
  stepNumber: row.step_number,
});
