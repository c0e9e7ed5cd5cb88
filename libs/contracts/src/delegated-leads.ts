import { z } from 'zod';
import { CampaignRef } from './campaigns.js';
import { defineEvent, defineRequest } from './define.js';
import { EmailFact, Refusal } from './emails.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';
import { MAX_STEPS } from './sequences.js';

/** A contact whose first step fell due in a delegated campaign. */
export const LeadDue = z.object({
  enrollment_id: IdOf('enr'),
  contact_id: IdOf('cont'),
  email: z.string(),
  /** The first step. */
  step_id: IdOf('step'),
  due_at: Instant,
  /** The zone of the contact, where it is known. */
  time_zone: z.string().nullable(),
});
export type LeadDue = z.infer<typeof LeadDue>;

/** As many as steps in one event of them. */
export const MAX_LEADS_PER_EVENT = 500;

/**
 * Internal: the counterpart of `enrollment.steps_due` for a delegated campaign. It comes once per enrollment: the delay of
 * the first step is over by then, and the later steps are the platform's.
 */
export const LeadsDue = defineEvent({
  type: 'enrollment.leads_due',
  producedBy: ['enrollment'],
  consumedBy: ['platforms-leads'],
  summary: 'Contacts of a delegated campaign are due and must be handed to its platform.',
  data: z.object({ campaign_id: IdOf('camp'), leads: z.array(LeadDue).min(1).max(MAX_LEADS_PER_EVENT) }),
});

/** The most sends that one request may plan: 1,000 of them and their answers stay under 600 KB. */
export const MAX_PLANNED_SENDS = 1_000;

/**
 * Plans the sends of leads before they are pushed, one per step: their texts need the ids, the links that the dispatcher signs,
 * and the footer of the workspace. Idempotent by enrollment and step. The variant follows from the id, so it comes with the
 * message that was sent.
 */
export const PlanDelegatedSends = defineRequest({
  subject: 'rpc.dispatcher.plan-delegated-sends.v1',
  askedBy: ['platforms'],
  request: CampaignRef.extend({
    sends: z
      .array(
        z.object({
          enrollment_id: IdOf('enr'),
          contact_id: IdOf('cont'),
          email: z.string(),
          step_id: IdOf('step'),
          step_number: z.number().int().min(1).max(MAX_STEPS),
          /** An estimate: the platform decides. */
          due_at: Instant,
          /** The variable parts of the page behind the unsubscribe link. */
          page: z.object({ sender: z.string(), language: z.string() }),
        }),
      )
      .min(1)
      .max(MAX_PLANNED_SENDS),
  }),
  response: z.object({
    /** In the order of the request. */
    results: z.array(z.object({ send_id: IdOf('send'), unsubscribe_url: z.string() })),
    /** The footer of the workspace; null: the default one. */
    footer: z.string().nullable(),
    postal_address: z.string().nullable(),
  }),
  timeoutMs: 5_000,
});

/**
 * Takes back the leads of these contacts: one that was not pushed is canceled, and any other one is removed at the platform,
 * which is tried until it holds. Idempotent. `recalled`: nothing of it can leave any more; `pending`: its removal is under way.
 */
export const RecallLeads = defineRequest({
  subject: 'rpc.platforms.recall-leads.v1',
  askedBy: ['campaigns'],
  request: CampaignRef.extend({ contact_ids: z.array(IdOf('cont')).min(1).max(1_000) }),
  response: z.object({ recalled: z.number().int(), pending: z.number().int() }),
  timeoutMs: 5_000,
});

/** Internal. It is about the first send of the lead; the platform gets nothing of the others either. */
export const LeadRefused = defineEvent({
  type: 'platform.lead_refused',
  producedBy: ['platforms'],
  consumedBy: ['dispatcher-delegated'],
  summary:
    'A platform took a contact for none of its leads, or the texts of the contact could not be written.',
  data: EmailFact.extend({ email: z.string(), refusal: Refusal }),
});

/** Internal. An enrollment that ends may be faster than the planning of its sends, so the end of its lead tells it too. */
export const LeadLeft = defineEvent({
  type: 'platform.lead_left',
  producedBy: ['platforms'],
  consumedBy: ['dispatcher-delegated'],
  summary: 'The platform sends nothing more to the contact in this campaign.',
  data: z.object({ campaign_id: IdOf('camp'), enrollment_id: IdOf('enr'), reason: z.string(), at: Instant }),
});
