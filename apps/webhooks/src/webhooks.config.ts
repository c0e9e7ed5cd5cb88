import { z } from 'zod';
import { outboundVariables } from '#outbound';
import { secretsVariables } from '#secrets';
import { serviceConfig } from '#service';

export const webhooksConfig = serviceConfig('webhooks').extend({
  ...outboundVariables,
  /** They encrypt the signing secrets and the custom headers. */
  ...secretsVariables,
  /** Where people reach the API: links in messages for Slack begin with it. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
});
export type WebhooksConfig = z.infer<typeof webhooksConfig>;
