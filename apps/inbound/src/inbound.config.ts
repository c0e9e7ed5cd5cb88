import { z } from 'zod';
import { outboundVariables } from '#outbound';
import { secretsVariables } from '#secrets';
import { drainSeconds, serviceConfig } from '#service';

const variables = serviceConfig('inbound').extend({
  ...outboundVariables,
  /** Other mail servers come through a proxy. */
  DRAIN_SECONDS: drainSeconds(5),
  /** Those of deliverability. They encrypt the texts of replies. */
  ...secretsVariables,
  /** The dispatcher's: this service reads what the dispatcher signs. */
  TRACKING_SECRET: z.string().min(16),
  /** Mailboxes that a process opens in one second, so that they do not all come at once after a restart. */
  IMAP_LOGINS_PER_SECOND: z.coerce.number().int().min(1).max(100).default(20),
  /** Days until the text of a reply is deleted. */
  REPLY_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  /** The domain of reply-to and return-path addresses, whose MX is this service. */
  INBOUND_DOMAIN: z.hostname().toLowerCase().optional(),
  /** Without it no mail is received by SMTP. */
  INBOUND_SMTP_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Loopback: a host that other mail servers deliver to says `0.0.0.0`. */
  INBOUND_SMTP_HOST: z.string().default('127.0.0.1'),
  /** Files in PEM. With them STARTTLS is offered. */
  INBOUND_SMTP_TLS_CERT: z.string().optional(),
  INBOUND_SMTP_TLS_KEY: z.string().optional(),
  INBOUND_SMTP_MAX_CONNECTIONS: z.coerce.number().int().min(1).max(10_000).default(100),
});

const isSet = (value: unknown): boolean => value !== undefined;

export const inboundConfig = variables
  .refine((config) => isSet(config.INBOUND_DOMAIN) || !isSet(config.INBOUND_SMTP_PORT), {
    path: ['INBOUND_DOMAIN'],
    error: 'must be set where INBOUND_SMTP_PORT is',
  })
  .refine((config) => isSet(config.INBOUND_SMTP_TLS_CERT) === isSet(config.INBOUND_SMTP_TLS_KEY), {
    path: ['INBOUND_SMTP_TLS_CERT'],
    error: 'must be set together with INBOUND_SMTP_TLS_KEY',
  });
export type InboundConfig = z.infer<typeof inboundConfig>;
