import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { STREAMS } from '#contracts';
import { NatsConnectionHolder } from '../connection.js';
import { provisionStreams, StreamMismatch } from './provision.js';

const ATTEMPTS = 30;
const TRY_AGAIN_MS = 1_000;

/** The streams of '#contracts' on the server. */
@Injectable()
export class Topology implements OnModuleInit {
  private readonly logger = new Logger('Topology');
  private newStreams: readonly string[] = [];

  constructor(private readonly nats: NatsConnectionHolder) {}

  /** Names of the streams that were created at boot: all of them on a new system, later only lost ones. */
  get created(): readonly string[] {
    return this.newStreams;
  }

  /** Creates missing streams and updates those that differ. Safe to call at any time. */
  async provision(): Promise<readonly string[]> {
    const created = await provisionStreams(this.nats.manager, STREAMS, this.nats.settings.replicas);
    if (created.length > 0) this.logger.log(`created the streams ${created.join(', ')}`);
    return created;
  }

  /** A cluster that boots together with its services needs some seconds before JetStream has its leaders. */
  async onModuleInit(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.newStreams = await this.provision();
        return;
      } catch (error) {
        if (error instanceof StreamMismatch || attempt === ATTEMPTS) throw error;
        if (attempt === 1) this.logger.warn(`JetStream cannot create the streams yet: ${String(error)}`);
        await pause(TRY_AGAIN_MS);
      }
    }
  }
}
