import { z } from 'zod';
import { defineEvent, defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';

/** One step of one contact that fell due. */
export const StepDue = z.object({
  enrollment_id: IdOf('enr'),
  contact_id: IdOf('cont'),
  email: z.string(),
  step_id: IdOf('step'),
  step_number: z.number().int().min(1),
  due_at: Instant,
  /** The zone of the contact, where it is known. The field is optional because it was added later. */
  time_zone: z.string().nullable().optional(),
});
export type StepDue = z.infer<typeof StepDue>;

/** How many steps one event may carry: 500 of them stay under 160 KB; a NATS message may hold 1 MB. */
export const MAX_STEPS_PER_EVENT = 500;

/** Internal: many steps at once, because a page of contacts is one statement and a handful of messages. */
export const StepsDue = defineEvent({
  type: 'enrollment.steps_due',
  producedBy: ['enrollment'],
  consumedBy: ['dispatcher-plan'],
  summary: 'Steps of contacts are due and must be sent.',
  data: z.object({ campaign_id: IdOf('camp'), steps: z.array(StepDue).min(1).max(MAX_STEPS_PER_EVENT) }),
});

export const EnrollmentsExhausted = defineEvent({
  type: 'enrollment.exhausted',
  producedBy: ['enrollment'],
  consumedBy: ['campaigns-complete'],
  summary: 'Every enrollment of the campaign is finished and no eligible contact is left.',
  /** `version`: the campaign version that this holds for; a newer version may have more contacts. */
  data: z.object({ campaign_id: IdOf('camp'), version: z.number().int().min(1).optional() }),
});

/** The beginning of the enrollment of one contact. */
export const EnrollmentStarted = defineEvent({
  type: 'enrollment.started',
  producedBy: ['enrollment'],
  consumedBy: ['webhooks-enrollments'],
  summary: 'A contact was enrolled in a campaign.',
  data: z.object({
    campaign_id: IdOf('camp'),
    enrollment_id: IdOf('enr'),
    contact_id: IdOf('cont'),
    email: z.string(),
    at: Instant,
  }),
});

/** The end of the enrollment of one contact, by its last step or by what stopped it. */
export const EnrollmentFinished = defineEvent({
  type: 'enrollment.finished',
  producedBy: ['enrollment'],
  consumedBy: ['dispatcher-stops', 'platforms-stops', 'webhooks-enrollments'],
  summary: 'A contact gets nothing more in the campaign.',
  data: z.object({
    campaign_id: IdOf('camp'),
    enrollment_id: IdOf('enr'),
    contact_id: IdOf('cont'),
    email: z.string(),
    status: z.enum(['completed', 'replied', 'bounced', 'unsubscribed', 'removed', 'failed']),
    /** Such as `replied`, `domain_replied`, `unsubscribed`, `spam_complaint`; null for a completed one. */
    reason: z.string().nullable(),
    at: Instant,
  }),
});

const lateText = z.string().nullable().optional();

/** The contact data that a template may use. Optional fields were added later. */
export const Recipient = z.object({
  contact_id: IdOf('cont'),
  email: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  title: z.string().nullable(),
  seniority: z.string().nullable(),
  department: z.string().nullable(),
  phone: lateText,
  mobile: lateText,
  linkedin_url: lateText,
  city: lateText,
  state: lateText,
  country: z.string().nullable(),
  time_zone: z.string().nullable(),
  lead_source: lateText,
  company: z.object({
    name: z.string().nullable(),
    domain: z.string().nullable(),
    industry: z.string().nullable(),
    employee_count: z.number().nullable().optional(),
    revenue_band: lateText,
  }),
  custom_fields: z.record(z.string(), z.unknown()),
});
export type Recipient = z.infer<typeof Recipient>;

/** The template data of one contact, for a preview. */
export const GetRecipient = defineRequest({
  subject: 'rpc.enrollment.get-recipient.v1',
  askedBy: ['campaigns'],
  request: z.object({ workspace_id: WorkspaceId, contact_id: IdOf('cont') }),
  response: Recipient,
  refusals: ['not_found'],
});

export const MAX_CONFIRM_BATCH = 500;

/**
 * The last check of a batch before delivery: is each send still wanted, and what are the contact's current data?
 * A reply, unsubscribe, suppression or removal that arrived meanwhile wins.
 */
export const ConfirmSends = defineRequest({
  subject: 'rpc.enrollment.confirm-sends.v1',
  askedBy: ['dispatcher', 'platforms'],
  request: z.object({
    sends: z
      .array(
        z.object({ workspace_id: WorkspaceId, enrollment_id: IdOf('enr'), step_number: z.number().int() }),
      )
      .min(1)
      .max(MAX_CONFIRM_BATCH),
  }),
  response: z.object({
    /**
     * In the order of the request. Only the first ones, one at least, where the data of all contacts fit into no message: the
     * requester asks again for the others.
     */
    results: z.array(
      z.discriminatedUnion('wanted', [
        z.object({ wanted: z.literal(true), recipient: Recipient }),
        z.object({
          wanted: z.literal(false),
          reason: z.enum([
            'enrollment_finished',
            'already_past_step',
            'suppressed',
            'contact_deleted',
            /** Somebody of the contact’s company has replied, and the campaign stops everybody there. */
            'domain_replied',
            /** The contact is out of the office: the message may leave from `not_before` on. */
            'postponed',
            'unknown',
          ]),
          not_before: Instant.optional(),
        }),
      ]),
    ),
  }),
  timeoutMs: 5_000,
});

/**
 * Lets enrollments await the outcome of a finished step again, because its message will be sent once more. Events about
 * the step from before `settled_at` change nothing from then on. Idempotent.
 */
export const ReopenSteps = defineRequest({
  subject: 'rpc.enrollment.reopen-steps.v1',
  askedBy: ['dispatcher'],
  request: z.object({
    workspace_id: WorkspaceId,
    campaign_id: IdOf('camp'),
    steps: z
      .array(
        z.object({ enrollment_id: IdOf('enr'), step_number: z.number().int().min(1), settled_at: Instant }),
      )
      .min(1)
      .max(1_000),
  }),
  response: z.object({
    /** In the order of the request. */
    results: z.array(z.enum(['reopened', 'contact_stopped', 'already_past_step', 'campaign_over'])),
  }),
  timeoutMs: 5_000,
});
