import { Injectable } from '@nestjs/common';
import { STREAMS } from '#contracts';
import { NatsConnectionHolder } from './connection.js';

/** Checks that this service can send and handle requests, and publish and consume events. */
@Injectable()
export class NatsHealth {
  readonly name = 'nats';

  constructor(private readonly nats: NatsConnectionHolder) {}

  /** Rejects with the reason when NATS is not connected, or when a stream has no leader that answers. */
  async check(): Promise<void> {
    if (!this.nats.isConnected()) throw new Error('not connected to NATS');
    await Promise.all(STREAMS.map(({ name }) => this.checkStream(name)));
  }

  private async checkStream(name: string): Promise<void> {
    try {
      await this.nats.manager.streams.info(name);
    } catch (error) {
      throw new Error(`stream ${name} does not answer`, { cause: error });
    }
  }
}
