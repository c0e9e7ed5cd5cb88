import { AckPolicy, DeliverPolicy, type Consumer, type ConsumerConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { MessagingSettings, NatsConnectionHolder } from '../connection.js';
import { isRefused } from './api-error.js';
import { filterSubject, streamOf, type EventSubscription } from './subscription.js';

/** Opens the durable pull consumer of a subscription. It is created when missing and updated when it differs. */
export async function openDurable(
  nats: NatsConnectionHolder,
  subscription: EventSubscription,
): Promise<Consumer> {
  const { consumers } = nats.manager;
  const stream = streamOf(subscription).name;
  const config = configOf(subscription, nats.settings);
  try {
    return nats.jetstream.consumers.getConsumerFromInfo(await consumers.add(stream, config));
  } catch (error) {
    // From nats-server 2.10 on, `add` refuses a consumer that differs; earlier servers update it.
    if (!isRefused(error, 'consumerExists')) throw error;
    const info = await consumers.update(stream, subscription.durable, config);
    return nats.jetstream.consumers.getConsumerFromInfo(info);
  }
}

const configOf = (
  { contracts, durable }: EventSubscription,
  { ackWaitMs }: MessagingSettings,
): Partial<ConsumerConfig> => ({
  durable_name: durable,
  filter_subject: filterSubject(contracts),
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(ackWaitMs),
  deliver_policy: DeliverPolicy.All,
  // Unlimited: settlement.ts ends the retries of a bug, and an outage must not lose an event.
  max_deliver: -1,
});
