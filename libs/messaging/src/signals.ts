import type { Subscription } from '@nats-io/transport-node';
import { Injectable, Logger } from '@nestjs/common';
import type { z } from 'zod';
import type { SignalContract } from '#contracts';
import { NatsConnectionHolder } from './connection.js';

/** Hints between services on core NATS: at most once, to every replica that listens. */
@Injectable()
export class Signals {
  private readonly logger = new Logger('Signals');

  constructor(private readonly nats: NatsConnectionHolder) {}

  /** Never fails: a hint that is lost costs its listener one look later. */
  send<Data extends z.ZodType>(contract: SignalContract<Data>, data: z.infer<Data>): void {
    if (!this.nats.isConnected()) return;
    this.nats.connection.publish(contract.subject, JSON.stringify(data));
  }

  /** Calls `hear` with every signal until the returned subscription ends. */
  listen<Data extends z.ZodType>(
    contract: SignalContract<Data>,
    hear: (data: z.infer<Data>) => void,
  ): Pick<Subscription, 'unsubscribe'> {
    const subscription = this.nats.connection.subscribe(contract.subject);
    void this.hearAll(contract, subscription, hear);
    return subscription;
  }

  private async hearAll<Data extends z.ZodType>(
    contract: SignalContract<Data>,
    subscription: Subscription,
    hear: (data: z.infer<Data>) => void,
  ): Promise<void> {
    for await (const message of subscription) {
      try {
        hear(contract.data.parse(message.json()));
      } catch (error) {
        this.logger.error(`a signal on ${contract.subject} was not handled`, error);
      }
    }
  }
}
