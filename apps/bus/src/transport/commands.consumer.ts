import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BUS_CONSUMER } from '#contracts';
import { ConsumerMetrics, EventConsumer, NatsConnectionHolder, openConsumer, Replays } from '#messaging';
import { CommandWorker } from './command-worker.js';

/** Commands above a workspace's limit wait for their acknowledgement: more than one workspace can have in the stream. */
const MAX_ACK_PENDING = 500_000;

/** Reads the commands of all workspaces, as long as the service runs. */
@Injectable()
export class CommandsConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly consumer: EventConsumer;

  constructor(
    nats: NatsConnectionHolder,
    worker: CommandWorker,
    private readonly metrics: ConsumerMetrics,
    replays: Replays,
  ) {
    const { durable, stream, filter } = BUS_CONSUMER;
    replays.register(durable, (letter) => worker.replay(letter));
    this.consumer = new EventConsumer({
      durable,
      worker,
      batch: true,
      ackWaitMs: nats.settings.ackWaitMs,
      open: () => openConsumer(nats, { stream, durable, filter, maxAckPending: MAX_ACK_PENDING }),
    });
  }

  onApplicationBootstrap(): void {
    this.consumer.start();
    this.metrics.watch([BUS_CONSUMER]);
  }

  onModuleDestroy(): Promise<void> {
    return this.consumer.stop();
  }
}
