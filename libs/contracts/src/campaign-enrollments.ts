import { z } from 'zod';
import { CampaignEventData } from './campaign-events.js';
import { CampaignRef } from './campaigns.js';
import { defineRequest } from './define.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

export const EnrollmentStatus = z.enum([
  /** Waits for the launch, or for the daily quota. */
  'pending',
  'active',
  'completed',
  'replied',
  'bounced',
  'unsubscribed',
  'removed',
  'failed',
]);

/** How far one contact has got in a campaign. */
export const EnrollmentView = z.object({
  id: IdOf('enr'),
  campaign_id: IdOf('camp'),
  contact_id: IdOf('cont'),
  email: z.string(),
  status: EnrollmentStatus,
  /** The last step that is over; 0 before the first. */
  current_step: z.number().int(),
  total_steps: z.number().int(),
  next_step_at: Instant.nullable(),
  last_sent_at: Instant.nullable(),
  enrolled_at: Instant,
  finished_at: Instant.nullable(),
  stop_reason: z.string().nullable(),
  source: z.enum(['filter', 'manual']),
  sending_account_id: IdOf('ea').nullable(),
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
  refusals: [],
  timeoutMs: 3_000,
});

/** Contacts that are named in one request. */
export const ContactIds = z
  .array(IdOf('cont'))
  .min(1)
  .max(1_000, { error: 'must name at most 1,000 contacts' });

export const EnrollResult = z.object({
  enrolled: z.number().int(),
  skipped: z.array(
    z.object({
      contact_id: IdOf('cont'),
      reason: z.enum(['already_enrolled', 'not_found', 'suppressed', 'invalid_email']),
    }),
  ),
});
export type EnrollResult = z.infer<typeof EnrollResult>;

/** Enrolls contacts whether they match the filter or not. Asked twice, it enrolls once. */
export const EnrollContacts = defineRequest({
  subject: 'rpc.campaigns.enroll-contacts.v1',
  request: CampaignRef.extend({ contact_ids: ContactIds }),
  response: EnrollResult,
  refusals: ['not_found', 'invalid_transition'],
  timeoutMs: 8_000,
});

/** Asked by the campaigns service, with the campaign as it is: the event that tells of it may still be on its way. */
export const AddEnrollments = defineRequest({
  subject: 'rpc.enrollment.add-enrollments.v1',
  request: z.object({ told: CampaignEventData, contact_ids: ContactIds }),
  response: EnrollResult,
  refusals: [],
  timeoutMs: 5_000,
});

/** Takes contacts out. A send that is queued already still goes, unless `stop_pending_sends`. */
export const RemoveContacts = defineRequest({
  subject: 'rpc.campaigns.remove-contacts.v1',
  request: CampaignRef.extend({ contact_ids: ContactIds, stop_pending_sends: z.boolean() }),
  response: z.object({
    removed: z.number().int(),
    canceled_sends: z.number().int(),
    /** Named, but not under way in the campaign. */
    not_enrolled: z.number().int(),
  }),
  refusals: ['not_found', 'invalid_transition'],
  timeoutMs: 12_000,
});

export const RemoveEnrollments = defineRequest({
  subject: 'rpc.enrollment.remove-enrollments.v1',
  request: RemoveContacts.request,
  response: z.object({ removed: z.number().int() }),
  refusals: [],
  timeoutMs: 5_000,
});
