import { z } from 'zod';
import {
  isAnswer,
  ReplyIntent,
  type CampaignResource,
  type PublicEvent,
  type PublicEventType,
} from '#contracts';

export type WebhookEvent = Pick<PublicEvent, 'type' | 'data'>;

/** The data of an event about a message, as far as it matters here. */
const OfMessage = z.object({ campaign_id: z.string(), contact_id: z.string(), send_id: z.string() });
const OfReply = OfMessage.extend({ intent: ReplyIntent, automatic: z.boolean() });

/** Compares the figures of a campaign with the events that a webhook brought: one sentence for each difference. */
export function* compareEvents(
  { id, metrics }: Pick<CampaignResource, 'id' | 'metrics'>,
  events: readonly WebhookEvent[],
): Generator<string> {
  if (metrics === null) return;
  const of = <Data extends typeof OfMessage>(type: PublicEventType, shape: Data) =>
    events
      .filter((event) => event.type === type)
      .map(({ data }) => shape.parse(data))
      .filter(({ campaign_id }) => campaign_id === id);
  const messages = (type: PublicEventType) => new Set(of(type, OfMessage).map(({ send_id }) => send_id));
  const people = (type: PublicEventType) => new Set(of(type, OfMessage).map(({ contact_id }) => contact_id));
  const bounced = messages('email.bounced');
  const answers = of('email.replied', OfReply).filter((reply) => isAnswer({ version: 1, ...reply }));

  const expected = {
    // a message may bounce after its server accepted it
    delivered: [metrics.delivered, [...messages('email.sent')].filter((send) => !bounced.has(send)).length],
    bounced: [metrics.bounced, bounced.size],
    opened: [metrics.opened, messages('email.opened').size],
    clicked: [metrics.clicked, messages('email.clicked').size],
    replied: [metrics.replied, new Set(answers.map(({ contact_id }) => contact_id)).size],
    unsubscribed: [metrics.unsubscribed, people('email.unsubscribed').size],
    'complained of spam': [metrics.spam_complaints, people('email.spam_complaint').size],
  };
  for (const [what, [figure, brought]] of Object.entries(expected)) {
    if (figure !== brought) yield `metrics say ${figure} ${what}, the webhook brought ${brought}`;
  }
}
