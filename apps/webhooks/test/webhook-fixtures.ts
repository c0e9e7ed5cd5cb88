import type { z } from 'zod';
import { CreateWebhook, type CreatedWebhook, type WebhookInput } from '#contracts';
import type { Id } from '#kernel';
import type { WebhooksHarness } from './webhooks-harness.js';

/** Nothing listens there, and no packet leaves the machine. */
const NOWHERE = 'http://127.0.0.1:9/hook';

export const webhookInput = (changes: Partial<z.input<typeof WebhookInput>> = {}) => ({
  name: 'Warehouse',
  url: NOWHERE,
  event_subscriptions: ['campaign.*' as const],
  ...changes,
});

/** Creates a webhook by its request. */
export const createWebhook = (
  { rpc }: Pick<WebhooksHarness, 'rpc'>,
  workspace_id: Id<'ws'>,
  changes: Partial<z.input<typeof WebhookInput>> = {},
): Promise<CreatedWebhook> => rpc.request(CreateWebhook, { workspace_id, webhook: webhookInput(changes) });
