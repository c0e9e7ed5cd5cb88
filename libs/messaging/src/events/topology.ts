import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { STREAMS } from '#contracts';
import { NatsConnectionHolder } from '../connection.js';
import { isForbidden } from '../users/is-forbidden.js';
import { missingStreams, provisionStreams, StreamMismatch } from './provision.js';

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

  /**
   * Creates missing streams and updates those that differ, where the user may. Where it may not, a stream that is
   * missing is an error, and one with other settings is used as it is. Safe to call at any time.
   */
  async provision(): Promise<readonly string[]> {
    const { manager, settings } = this.nats;
    try {
      const created = await provisionStreams(manager, STREAMS, settings.replicas);
      if (created.length > 0) this.logger.log(`created the streams ${created.join(', ')}`);
      return created;
    } catch (error) {
      if (!isForbidden(error)) throw error;
      const missing = await missingStreams(manager, STREAMS);
      if (missing.length > 0)
        throw new Error(`run "npm run nimbus -- streams update": ${missing.join(', ')} are missing`, {
          cause: error,
        });
      this.logger.warn(
        'the streams have other settings than this version wants: run "npm run nimbus -- streams update"',
      );
      return [];
    }
  }

  /** When the streams were made. It changes when NATS begins anew, and with it is lost what was not consumed. */
  async madeAt(): Promise<string> {
    const { created } = await this.nats.manager.streams.info('EMAIL');
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
