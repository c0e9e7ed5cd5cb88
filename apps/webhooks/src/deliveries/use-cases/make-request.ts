import { Injectable } from '@nestjs/common';
import { PublicEvent } from '#contracts';
import type { WebhookRequest } from '../clients/webhook-receiver.js';
import type { Delivery } from '../domain/attempt.js';
import { slackMessage } from '../views/slack-message.view.js';
import type { HeldWebhook } from './held-webhook.js';

/** Injected. */
export abstract class DeliveryOptions {
  /** Links in messages for Slack begin with it. */
  abstract readonly publicUrl: string;
}

/** The headers of every delivery. */
export const FIXED_HEADERS = {
  'content-type': 'application/json',
  'user-agent': 'Nimbus-Webhooks/1',
} as const;

/** The requests by which deliveries go to their receivers. */
@Injectable()
export class MakeRequest {
  constructor(private readonly options: DeliveryOptions) {}

  /** One event in JSON, signed; or all of them in one message for Slack, which verifies no signatures. */
  of({ target, signer }: HeldWebhook, [first, ...others]: readonly Delivery[], at: Date): WebhookRequest {
    if (target === undefined || first === undefined) throw new Error('there is nothing to send');
    const own = target.opened?.headers ?? {};
    if (target.format === 'slack') {
      const body = this.slackBody([first, ...others].map(({ body: json }) => json));
      return { url: target.url, headers: { ...own, ...FIXED_HEADERS }, body };
    }
    const signed = signer.headersOf(first.eventId, at, first.body);
    return { url: target.url, headers: { ...own, ...FIXED_HEADERS, ...signed }, body: first.body };
  }

  /** The message for Slack about events in JSON. */
  slackBody(bodies: readonly string[]): string {
    const events = bodies.map((body) => PublicEvent.parse(JSON.parse(body)));
    return JSON.stringify(slackMessage(events, this.options));
  }
}
