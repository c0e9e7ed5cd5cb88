import { z } from 'zod';
import { CampaignView } from './campaigns.js';
import { ContactView } from './contacts.js';
import { DeliverabilityAlert } from './deliverability-events.js';
import { EmailUnsubscribed } from './email-signals.js';
import { BounceClass, Refusal } from './emails.js';
import { EnrollmentFinished } from './enrollments.js';
import { ExportCompleted } from './exports.js';
import { CalendarDate, Instant } from './fields.js';
import { BlockingReasonView } from './gate.js';
import { IdOf } from './ids.js';
import { ReplyIntent } from './reply-intent.js';
import { SuppressionView } from './suppressions.js';

/** The `data` of public events: what webhooks, the event list and other systems see, apart from the internal events. */

/** A campaign without its configuration, which `GET /campaigns/:id/` has. */
export const CampaignData = z.object({
  campaign: CampaignView.pick({
    id: true,
    client_id: true,
    name: true,
    status: true,
    campaign_type: true,
    platform: true,
    sequence_id: true,
    pause_reason: true,
    paused_by: true,
    started_at: true,
    completed_at: true,
    archived_at: true,
    created_at: true,
    updated_at: true,
  }),
});

export const AutoPausedData = CampaignData.extend({
  reasons: z.array(BlockingReasonView).meta({ description: 'Each rule that was broken, with its figures.' }),
});

const CampaignName = {
  campaign_id: IdOf('camp'),
  campaign_name: z.string().nullable().meta({
    description: 'The present name of the campaign; null while it is not known.',
  }),
};

const PersonInCampaign = z.object({
  ...CampaignName,
  enrollment_id: IdOf('enr'),
  contact_id: IdOf('cont'),
  email: z
    .string()
    .nullable()
    .meta({ description: 'The address of the contact; null where it is not known any more.' }),
});

/** The message that a public event is about. */
export const MessageData = PersonInCampaign.extend({
  send_id: IdOf('send'),
  step_id: IdOf('step'),
  step_number: z.number().int(),
  variant: z.string().nullable().meta({ description: 'Null for a step without variants.' }),
  sending_account_id: IdOf('ea')
    .nullable()
    .meta({ description: 'The sender; null where it is not known any more.' }),
});

export const SentData = MessageData.extend({
  message_id: z.string().meta({ description: 'The `Message-ID` header.' }),
  subject: z.string(),
});

export const ClickedData = MessageData.extend({
  url: z.string().meta({ description: 'The target of the link.' }),
});

export const RepliedData = MessageData.extend({
  reply_id: IdOf('rep'),
  intent: ReplyIntent,
  confidence: z.number().min(0).max(1).meta({ description: 'From 0 to 1: how sure the rules are.' }),
  automatic: z.boolean().meta({ description: 'Whether a program wrote it, such as an out-of-office.' }),
  from: z.string().meta({ description: 'The address that it came from, which may be another one.' }),
  snippet: z.string().max(300).meta({ description: 'The beginning of the new text.' }),
  returns_on: CalendarDate.nullable().meta({
    description: 'For an out-of-office: the first day back, if it says so.',
  }),
});

export const BouncedData = MessageData.extend({
  hard: z.boolean().meta({ description: 'Whether the address itself is dead. It is suppressed then.' }),
  class: BounceClass,
  refusal: Refusal.meta({ description: 'The words of the server that refused.' }),
});

export const UnsubscribedData = MessageData.extend({
  method: EmailUnsubscribed.data.shape.method,
});

export const ContactData = z.object({ contact: ContactView.omit({ workspace_id: true }) });

export const SuppressedData = z.object({
  suppression: SuppressionView.omit({ workspace_id: true }),
  contact_id: IdOf('cont').nullable().meta({
    description: 'The contact with the address; null for a domain, and for an address without a contact.',
  }),
});

export const EnrollmentStartedData = PersonInCampaign;

export const EnrollmentFinishedData = PersonInCampaign.extend({
  status: EnrollmentFinished.data.shape.status,
  reason: EnrollmentFinished.data.shape.reason.meta({
    description:
      'Such as `replied`, `domain_replied`, `unsubscribed`, `spam_complaint`; null for a completed one.',
  }),
});

export const ExportData = ExportCompleted.data.omit({ campaign_id: true }).extend(CampaignName);

export const DeliverabilityAlertData = DeliverabilityAlert.data.omit({ at: true }).extend({
  campaign_name: z.string().nullable().meta({
    description: 'The present name of the campaign; null where it is about none, or while it is not known.',
  }),
});

const WebhookName = { webhook_id: IdOf('wh'), webhook_name: z.string() };

export const WebhookTestData = z.object({ ...WebhookName, message: z.string() });

export const WebhookDisabledData = z.object({
  ...WebhookName,
  host: z.string().meta({ description: 'The host of its URL; the path may be a secret.' }),
  reason: z.enum(['gone', 'failing']).meta({
    description: '`gone`: it answered 410. `failing`: every attempt of five days failed.',
  }),
  failing_since: Instant.nullable(),
  disabled_at: Instant,
});
