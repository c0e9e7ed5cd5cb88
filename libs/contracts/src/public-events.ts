import { z } from 'zod';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import {
  AutoPausedData,
  BouncedData,
  CampaignData,
  ClickedData,
  ContactData,
  DeliverabilityAlertData,
  EnrollmentFinishedData,
  EnrollmentStartedData,
  ExportData,
  MessageData,
  RepliedData,
  SentData,
  SuppressedData,
  UnsubscribedData,
  WebhookDisabledData,
  WebhookTestData,
} from './public-event-data.js';

/** An event that customers and other systems see. `data` grows by fields only; a change that breaks is a new type. */
export interface PublicEventContract<Type extends string = string, Data extends z.ZodType = z.ZodType> {
  /** `<aggregate>.<fact>`: the name in subscriptions, bodies and subjects. */
  readonly type: Type;
  /** The fact in one sentence, for documents. */
  readonly summary: string;
  readonly data: Data;
}

const publicEvent = <Type extends string, Data extends z.ZodType>(
  type: Type,
  summary: string,
  data: Data,
): PublicEventContract<Type, Data> => ({ type, summary, data });

/** Every public event, in the order of the documents. */
export const PUBLIC_EVENTS = [
  publicEvent('campaign.created', 'A campaign was created as a draft.', CampaignData),
  publicEvent('campaign.launched', 'A draft passed the gate and sends from now on.', CampaignData),
  publicEvent('campaign.paused', 'Nothing of the campaign starts until it is resumed.', CampaignData),
  publicEvent('campaign.resumed', 'A paused campaign sends again.', CampaignData),
  publicEvent('campaign.auto_paused', 'Bad figures paused the campaign by themselves.', AutoPausedData),
  publicEvent('campaign.completed', 'Every enrollment is finished and no contact is left.', CampaignData),
  publicEvent('campaign.archived', 'The campaign is archived and read-only.', CampaignData),
  publicEvent('email.sent', 'A receiving server accepted the message.', SentData),
  publicEvent(
    'email.delivered',
    'The server of the recipient took the message over. A later bounce takes it back.',
    MessageData,
  ),
  publicEvent('email.opened', 'A person opened the message; fetches by machines are left out.', MessageData),
  publicEvent('email.clicked', 'A person followed a link; clicks by machines are left out.', ClickedData),
  publicEvent('email.replied', 'A contact answered, or a program answered for the contact.', RepliedData),
  publicEvent('email.bounced', 'The message was refused for good.', BouncedData),
  publicEvent('email.unsubscribed', 'A contact wants no more mail from the workspace.', UnsubscribedData),
  publicEvent('email.spam_complaint', 'The contact reported the message as spam.', MessageData),
  publicEvent('contact.created', 'A contact was created.', ContactData),
  publicEvent('contact.updated', 'A contact was written again.', ContactData),
  publicEvent('contact.deleted', 'A contact was deleted.', ContactData),
  publicEvent(
    'contact.suppressed',
    'An address or a domain gets no more mail from the workspace.',
    SuppressedData,
  ),
  publicEvent('enrollment.started', 'A contact was enrolled in a campaign.', EnrollmentStartedData),
  publicEvent('enrollment.finished', 'A contact gets nothing more in a campaign.', EnrollmentFinishedData),
  publicEvent('export.completed', 'An export waits to be downloaded.', ExportData),
  publicEvent(
    'deliverability.alert',
    'Bad figures that somebody has to act on, or that have paused a sending account.',
    DeliverabilityAlertData,
  ),
  publicEvent('webhook.test', 'Somebody tests a webhook, or has created one.', WebhookTestData),
  publicEvent('webhook.disabled', 'A webhook was switched off because it failed.', WebhookDisabledData),
] as const satisfies readonly PublicEventContract[];

export type PublicEventType = (typeof PUBLIC_EVENTS)[number]['type'];

/** The `data` of one type of public event. */
export type PublicDataOf<Type extends PublicEventType> = z.infer<
  Extract<(typeof PUBLIC_EVENTS)[number], { type: Type }>['data']
>;

const TYPES: readonly PublicEventType[] = PUBLIC_EVENTS.map(({ type }) => type);

export const PublicEventType = z.enum(TYPES).meta({ id: 'EventType' });

/** `campaign.*` for each aggregate, and `*`. */
const PATTERNS: readonly string[] = [...new Set(TYPES.map((type) => `${String(type.split('.')[0])}.*`)), '*'];

/** A subscription names one type, all types of an aggregate such as `campaign.*`, or `*`. */
export const EventPattern = z.enum([...TYPES, ...PATTERNS]).meta({ id: 'EventPattern' });

/** The types that patterns name, each once, in the order of the catalogue. */
export const typesMatching = (patterns: readonly string[]): PublicEventType[] =>
  TYPES.filter((type) =>
    patterns.some(
      (pattern) => pattern === '*' || pattern === type || pattern === `${String(type.split('.')[0])}.*`,
    ),
  );

/** A public event: the body of a webhook, an item of the event list, an event of a stream. */
export const PublicEvent = z
  .object({
    id: IdOf('evt').meta({ description: 'The same in every delivery: the `webhook-id` header.' }),
    type: PublicEventType,
    created_at: Instant.meta({ description: 'When it happened.' }),
    workspace_id: WorkspaceId,
    data: z.record(z.string(), z.unknown()).meta({ description: 'Each type has its own; see Webhooks.' }),
  })
  .meta({ id: 'Event' });
export type PublicEvent = z.infer<typeof PublicEvent>;
