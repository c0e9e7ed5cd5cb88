import { Injectable } from '@nestjs/common';
import { Metrics } from '#telemetry';
import { NatsConnectionHolder } from '../connection.js';
import type { Durable } from './durable.js';
import type { Settlement } from './settlement.js';

const OUTCOMES: readonly Settlement['action'][] = ['ack', 'retry', 'dead_letter'];

/** Messages that the consumers of this service settle, and those that wait for them. */
@Injectable()
export class ConsumerMetrics {
  private readonly consumed;

  constructor(
    private readonly metrics: Metrics,
    private readonly nats: NatsConnectionHolder,
  ) {
    this.consumed = metrics.counter({
      name: 'nimbus_events_consumed_total',
      help: 'Messages by the way in which they were settled: ack, retry or dead_letter',
      labels: ['consumer', 'outcome'],
    });
  }

  settled(consumer: string, { action: outcome }: Pick<Settlement, 'action'>): void {
    this.consumed.inc({ consumer, outcome });
  }

  /** Lets the series of a consumer begin at 0; also of one that reads from elsewhere than a stream. */
  expect(consumer: string): void {
    for (const outcome of OUTCOMES) this.consumed.inc({ consumer, outcome }, 0);
  }

  /** To be called once. A consumer that does not exist yet has no lag. */
  watch(consumers: readonly Pick<Durable, 'stream' | 'durable'>[]): void {
    if (consumers.length === 0) return;
    for (const { durable } of consumers) this.expect(durable);
    this.metrics.sampled(
      {
        nimbus_consumer_lag_messages: {
          name: 'nimbus_consumer_lag_messages',
          help: 'Messages that were not delivered to the consumer yet',
          labels: ['consumer'],
        },
        nimbus_consumer_redelivered_messages: {
          name: 'nimbus_consumer_redelivered_messages',
          help: 'Messages that were delivered more than once and are not settled',
          labels: ['consumer'],
        },
      },
      async () => {
        const lags = await Promise.all(consumers.map((consumer) => this.lagOf(consumer)));
        return {
          nimbus_consumer_lag_messages: lags.map(({ labels, pending: value }) => ({ labels, value })),
          nimbus_consumer_redelivered_messages: lags.map(({ labels, again: value }) => ({ labels, value })),
        };
      },
    );
  }

  private async lagOf({ stream, durable }: Pick<Durable, 'stream' | 'durable'>) {
    const info = await this.nats.manager.consumers.info(stream, durable);
    return { labels: { consumer: durable }, pending: info.num_pending, again: info.num_redelivered };
  }
}
