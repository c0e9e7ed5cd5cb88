import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel';
import { outsideTraces } from '#telemetry';
import type { ClaimedSend } from '../persistence/claims.js';
import { DeliveryAttempts, type Result } from '../persistence/delivery-attempts.js';
import { Instance } from '../persistence/instances.js';
import { Batcher } from './batcher.js';

/** Measured with a fast server: 25 ms gather 30 to 100 results at 1,500 messages/s, and one transaction costs about 10 ms. */
const WINDOW_MS = 25;
const MAX_BATCH = 200;
const LONGEST_PAUSE_MS = 2_000;

export interface Report extends Pick<
  Result,
  'email' | 'message' | 'accountVersion' | 'smtpHost' | 'outcome'
> {
  readonly send: ClaimedSend;
}

/**
 * Records the outcomes of claimed sends. Only this process knows the reply of the mail server, so it keeps the outcome and
 * retries until PostgreSQL stores it. New claims wait for that, so the number of kept outcomes stays bounded.
 */
@Injectable()
export class RecordOutcomes {
  private readonly logger = new Logger(RecordOutcomes.name);
  private readonly batcher = new Batcher<Result, void>(
    (results) => outsideTraces(() => this.record(results)),
    {
      windowMs: WINDOW_MS,
      maxSize: MAX_BATCH,
    },
  );

  constructor(
    private readonly deliveryAttempts: DeliveryAttempts,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the outcome is durable. */
  async execute({ send, ...report }: Report): Promise<void> {
    await this.batcher.add({ ...send, ...report, claimedBy: this.instance.id, at: this.clock.now() });
  }

  private async record(results: readonly Result[]): Promise<void[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.deliveryAttempts.record(results, this.clock.now());
        return results.map(() => undefined);
      } catch (error) {
        this.logger.error(`${results.length} outcomes could not be recorded (attempt ${attempt})`, error);
        await pause(Math.min(100 * 2 ** attempt, LONGEST_PAUSE_MS));
      }
    }
  }
}
