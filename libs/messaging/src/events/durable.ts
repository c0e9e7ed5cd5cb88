import { AckPolicy, DeliverPolicy, type Consumer, type ConsumerConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { MessagingSettings, NatsConnectionHolder } from '../connection.js';
import { isRefused } from './api-error.js';
import { filterSubject, streamOf, type EventSubscription } from './subscription.js';

/** The durable pull consumer of a subscription: made when it is missing, changed when it differs. */
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
    // From 2.10 on the server only creates what is new or the same; before, it also updates.
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
  // Without end: settlement.ts gives bugs up, and an outage is no reason to lose an event.
  max_deliver: -1,
});
