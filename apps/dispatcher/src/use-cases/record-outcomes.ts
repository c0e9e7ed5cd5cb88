import { Clock } from '#kernel';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Instance } from '../domain/instance.js';
import type { Outcome } from '../domain/outcome.js';
import type { ClaimedSend } from '../persistence/claims.js';
import { HandOvers, type Result } from '../persistence/delivery-attempts.js';
import type { ComposedLetter } from '../events/outcome-events.js';
import { Batcher } from './batcher.js';

/** Measured with a fast server: 25 ms gather 30 to 100 results at 1,500 messages/s, and one transaction costs about 10 ms. */
const WINDOW_MS = 25;
const MAX_BATCH = 200;
const LONGEST_PAUSE_MS = 2_000;

export interface Report {
  readonly send: ClaimedSend;
  /** The address that was written to. */
  readonly email: string;
  readonly letter: ComposedLetter | null;
  /** The version of the inbox's account that was used; null before there was one. */
  readonly accountVersion: number | null;
  readonly outcome: Outcome;
}

/**
 * Writes down what became of claimed sends. What a mail server has answered is known to this process alone: it is kept
 * and written again until the store takes it. Whoever claims waits for that, so that what is kept stays bounded.
 */
@Injectable()
export class RecordOutcomes {
  private readonly logger = new Logger(RecordOutcomes.name);
  private readonly batcher = new Batcher<Result, void>((results) => this.record(results), {
    windowMs: WINDOW_MS,
    maxSize: MAX_BATCH,
  });

  constructor(
    private readonly handOvers: HandOvers,
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
        await this.handOvers.record(results, this.clock.now());
        return results.map(() => undefined);
      } catch (error) {
        this.logger.error(`${results.length} outcomes could not be written down (attempt ${attempt})`, error);
        await pause(Math.min(100 * 2 ** attempt, LONGEST_PAUSE_MS));
      }
    }
  }
}
