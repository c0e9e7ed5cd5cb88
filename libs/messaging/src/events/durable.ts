import { AckPolicy, DeliverPolicy, type Consumer, type ConsumerConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { MessagingSettings, NatsConnectionHolder } from '../connection.js';
import { isRefused } from './api-error.js';
import { filterSubject, streamOf, type EventSubscription } from './subscription.js';

/** Opens the durable pull consumer of a subscription. It is created when missing and updated when it differs. */
export const openDurable = (nats: NatsConnectionHolder, subscription: EventSubscription): Promise<Consumer> =>
  openConsumer(nats, {
    stream: streamOf(subscription).name,
    durable: subscription.durable,
    filter: filterSubject(subscription.contracts),
  });

/** A durable pull consumer: its stream, its name, and the subjects that it gets. */
export interface Durable {
  readonly stream: string;
  readonly durable: string;
  readonly filter: string;
  /** Messages that may wait for their acknowledgement. Default: the server's, 1,000. */
  readonly maxAckPending?: number;
}

/** Opens a durable consumer of any stream, as `openDurable` does for events. */
export async function openConsumer(
  nats: NatsConnectionHolder,
  { stream, ...durable }: Durable,
): Promise<Consumer> {
  const { consumers } = nats.manager;
  const config = configOf(durable, nats.settings);
  try {
    return nats.jetstream.consumers.getConsumerFromInfo(await consumers.add(stream, config));
  } catch (error) {
    // From nats-server 2.10 on, `add` refuses a consumer that differs; earlier servers update it.
    if (!isRefused(error, 'consumerExists')) throw error;
    const info = await consumers.update(stream, durable.durable, config);
    return nats.jetstream.consumers.getConsumerFromInfo(info);
  }
}

const configOf = (
  { durable, filter, maxAckPending }: Omit<Durable, 'stream'>,
  { ackWaitMs }: MessagingSettings,
): Partial<ConsumerConfig> => ({
  durable_name: durable,
  filter_subject: filter,
  ...(maxAckPending !== undefined && { max_ack_pending: maxAckPending }),
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(ackWaitMs),
  deliver_policy: DeliverPolicy.All,
  // Unlimited: settlement.ts ends the retries of a bug, and an outage must not lose an event.
  max_deliver: -1,
});
