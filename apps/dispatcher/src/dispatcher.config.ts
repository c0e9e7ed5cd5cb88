import { z } from 'zod';
import { outboundVariables } from '#outbound';
import { serviceConfig } from '#service';

export const dispatcherConfig = serviceConfig('dispatcher').extend({
  ...outboundVariables,
  /** Where recipients reach the gateway, unless their workspace has a tracking domain: `<PUBLIC_URL>/u/<token>` unsubscribes. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  /** The gateway's: it reads what this signs. */
  TRACKING_SECRET: z.string().min(16),
  /** Where answers arrive by SMTP, for accounts whose mailbox is not read: the domain of `inbound`. */
  INBOUND_DOMAIN: z.hostname().toLowerCase().optional(),
  /** Connections to the server of one account. */
  SMTP_CONNECTIONS_PER_ACCOUNT: z.coerce.number().int().min(1).max(20).default(3),
  /**
   * Accounts with open connections at once. More than `MAX_IN_HAND`, because an account that is dropped while it delivers
   * gets further connections for its next message.
   */
  SMTP_MAX_ACCOUNTS: z.coerce.number().int().min(1).max(10_000).default(2_000),
  /** Sends of one claim; one request confirms up to 500. */
  BATCH_SIZE: z.coerce.number().int().min(1).max(500).default(200),
  /** Claimed sends at once. */
  MAX_IN_HAND: z.coerce.number().int().min(1).max(10_000).default(1_500),
});
export type DispatcherConfig = z.infer<typeof dispatcherConfig>;
