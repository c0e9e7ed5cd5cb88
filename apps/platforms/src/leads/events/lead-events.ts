import { LeadLeft, LeadRefused } from '#contracts';
import type { Id } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { FirstSend } from '../domain/claimed-lead.js';
import type { EndedLead } from '../domain/ended-lead.js';

export const leftEvents = (leads: readonly EndedLead[], time: Date): EventMessage[] =>
  toMessages(
    LeadLeft,
    leads.map(({ enrollmentId, workspaceId, campaignId, reason }) =>
      makeEvent(LeadLeft, {
        service: 'platforms',
        workspaceId,
        time,
        data: { campaign_id: campaignId, enrollment_id: enrollmentId, reason, at: time.toISOString() },
      }),
    ),
  );

/** A lead that its platform does not take, or whose texts could not be written. */
export interface RefusedLead {
  readonly workspaceId: Id<'ws'>;
  /** The first send of the lead. */
  readonly fact: FirstSend;
  readonly code: string;
  readonly message: string;
}

export const refusedEvents = (leads: readonly RefusedLead[], time: Date): EventMessage[] =>
  toMessages(
    LeadRefused,
    leads.map(({ workspaceId, fact, code, message }) =>
      makeEvent(LeadRefused, {
        service: 'platforms',
        workspaceId,
        time,
        data: {
          ...fact,
          at: time.toISOString(),
          refusal: { code, smtp_code: null, enhanced_code: null, message },
        },
      }),
    ),
  );
