import { z } from 'zod';
import { CampaignEventData } from './campaign-events.js';
import { CampaignRef } from './campaigns.js';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf, ReferenceTo, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

export const EnrollmentStatus = z.enum([
  /** Waits for the launch or for the daily quota. */
  'pending',
  'active',
  'completed',
  'replied',
  'bounced',
  'unsubscribed',
  'removed',
  'failed',
]);

/** The progress of one contact in a campaign. */
export const EnrollmentView = z.object({
  id: IdOf('enr'),
  campaign_id: IdOf('camp'),
  contact_id: IdOf('cont'),
  email: z.string().meta({ description: 'The address of the contact.' }),
  status: EnrollmentStatus,
  current_step: z.number().int().meta({ description: 'The last step that is over; 0 before the first.' }),
  total_steps: z.number().int(),
  next_step_at: Instant.nullable().meta({
    description: 'When the next step is due; null when there is no next step, or its time is not known yet.',
  }),
  last_sent_at: Instant.nullable(),
  enrolled_at: Instant,
  finished_at: Instant.nullable(),
  stop_reason: z.string().nullable().meta({
    description:
      'Why the enrollment ended: `replied`, `domain_replied`, `unsubscribed`, `spam_complaint`, `hard_bounce`, `soft_bounce`, `removed`, `suppressed`, `contact_deleted`, `campaign_archived`, or the code of the failure. Null for one that is under way or completed.',
  }),
  source: z.enum(['filter', 'manual']).meta({
    description: "`filter`: the contact matched the campaign's filter. `manual`: a request named it.",
  }),
  sending_account_id: IdOf('ea').nullable().meta({
    description: 'The sending account of this contact; null before the first message.',
  }),
});
export type EnrollmentView = z.infer<typeof EnrollmentView>;

export const ListEnrollments = defineRequest({
  subject: 'rpc.enrollment.list-enrollments.v1',
  request: CampaignRef.extend({
    ...PageQuery.shape,
    status: z.array(EnrollmentStatus).optional(),
    contact_id: IdOf('cont').optional(),
  }),
  response: pageOf(EnrollmentView),
});

/** The most contacts that one direct request may name. */
export const MAX_NAMED_CONTACTS = 1_000;

/** The contacts of one request. */
export const ContactIds = z
  .array(ReferenceTo('cont'))
  .min(1)
  .max(MAX_NAMED_CONTACTS, { error: 'must name at most 1,000 contacts' });

export const SkippedContact = z.object({
  contact_id: z.string().meta({ description: 'The id from the request.' }),
  reason: z.enum(['already_enrolled', 'not_found', 'suppressed', 'invalid_email']),
});

export const EnrollResult = z.object({
  enrolled: z.number().int(),
  skipped: z.array(SkippedContact).meta({ description: 'Contacts that were named and not enrolled.' }),
});
export type EnrollResult = z.infer<typeof EnrollResult>;

/** Enrolls contacts whether they match the filter or not. Idempotent. */
export const EnrollContacts = defineRequest({
  subject: 'rpc.campaigns.enroll-contacts.v1',
  askedBy: ['gateway', 'bus'],
  request: CampaignRef.extend({ contact_ids: ContactIds }),
  response: EnrollResult,
  refusals: ['not_found', 'invalid_transition'],
  timeoutMs: 8_000,
});

/** Requested by the campaigns service, with a snapshot of the campaign: its event may not have arrived yet. */
export const AddEnrollments = defineRequest({
  subject: 'rpc.enrollment.add-enrollments.v1',
  askedBy: ['campaigns'],
  request: z.object({ workspace_id: WorkspaceId, snapshot: CampaignEventData, contact_ids: ContactIds }),
  response: EnrollResult,
  refusals: ['invalid_transition'],
  timeoutMs: 5_000,
});

/** Contacts that one job enrolls. */
export const MAX_ENROLL_JOB = 100_000;
/** Contacts in one request and one statement: 170 KB of the 1 MB that a message may have. */
export const MAX_ENROLL_PART = 5_000;

const EnrollJobTotal = z.number().int().min(1).max(MAX_ENROLL_JOB);
const EnrollJobRef = z.object({ job_id: IdOf('job') });

/** The result of a job so far: `skipped` has the first 5,000 contacts that it did not enroll. */
export const EnrollJobResult = EnrollResult.extend({ skipped_count: z.number().int() });
export type EnrollJobResult = z.infer<typeof EnrollJobResult>;

/** Starts a job that enrolls more contacts than one request may name. It runs once all of its parts have arrived. */
export const StartEnrollJob = defineRequest({
  subject: 'rpc.campaigns.start-enroll-job.v1',
  request: CampaignRef.extend({ total: EnrollJobTotal }),
  response: EnrollJobRef,
  refusals: ['not_found', 'invalid_transition'],
  timeoutMs: 8_000,
});

/** Requested by the campaigns service, with a snapshot of the campaign. */
export const CreateEnrollJob = defineRequest({
  subject: 'rpc.enrollment.create-enroll-job.v1',
  askedBy: ['campaigns'],
  request: z.object({ workspace_id: WorkspaceId, snapshot: CampaignEventData, total: EnrollJobTotal }),
  response: EnrollJobRef,
  timeoutMs: 5_000,
});

/**
 * Adds one part of a job's contacts, each of which is named once. A malformed id is not found, as an unknown one is. A
 * repeated part changes nothing.
 */
export const AddEnrollJobPart = defineRequest({
  subject: 'rpc.enrollment.add-enroll-job-part.v1',
  request: EnrollJobRef.extend({
    workspace_id: WorkspaceId,
    part: z.number().int().min(0),
    contact_ids: z.array(z.string().max(100)).min(1).max(MAX_ENROLL_PART),
  }),
  response: z.object({}),
  refusals: ['not_found'],
  timeoutMs: 5_000,
});

/** Removes contacts. A queued send still leaves, unless `stop_pending_sends`. */
export const RemoveContacts = defineRequest({
  subject: 'rpc.campaigns.remove-contacts.v1',
  request: CampaignRef.extend({ contact_ids: ContactIds, stop_pending_sends: z.boolean() }),
  response: z.object({
    removed: z.number().int(),
    canceled_sends: z.number().int().meta({ description: 'Scheduled sends that were canceled.' }),
    not_enrolled: z
      .number()
      .int()
      .meta({ description: 'Named contacts without an unfinished enrollment in the campaign.' }),
  }),
  refusals: ['not_found', 'invalid_transition'],
  timeoutMs: 12_000,
});

export const RemoveEnrollments = defineRequest({
  subject: 'rpc.enrollment.remove-enrollments.v1',
  askedBy: ['campaigns'],
  request: RemoveContacts.request,
  response: z.object({ removed: z.number().int() }),
  timeoutMs: 5_000,
});
