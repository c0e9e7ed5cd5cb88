/** The services: each has a user of its own on NATS, and a schema of its own in PostgreSQL. */
export const SERVICES = [
  'gateway',
  'campaigns',
  'enrollment',
  'deliverability',
  'dispatcher',
  'inbound',
  'analytics',
  'webhooks',
  'platforms',
  'bus',
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** The operator's tool: it asks, and nobody asks it. */
export const OPERATOR = 'operator';

/** The NATS users that may send requests. */
export type Requester = ServiceName | typeof OPERATOR;
