import { CreatedWebhook, TestWebhook, WebhookView } from '#contracts';
import type { RestClient } from './rest-client.js';

/** The receiver of the demo's webhook, at the mailbox. */
export interface DemoReceiver {
  readonly url: string;
  receiveWebhooks(secret: string): void;
}

/** Its receiver knows the secret before the first event comes. */
export async function createWebhook(rest: RestClient, receiver: DemoReceiver): Promise<CreatedWebhook> {
  const webhook = await rest.post(CreatedWebhook, 'webhooks/', {
    name: 'Demo: the local mailbox',
    url: `${receiver.url}/api/webhooks`,
    event_subscriptions: ['campaign.*', 'email.*'],
    active: false,
  });
  receiver.receiveWebhooks(webhook.signing_secret);
  await rest.patch(WebhookView, `webhooks/${webhook.id}/`, { active: true });
  await rest.post(TestWebhook.response, `webhooks/${webhook.id}/test/`);
  return webhook;
}
