import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { reasonOf } from './settlement.js';

/** A message that a consumer could not handle, as it was stored. */
export interface DeadLetter {
  /** The subject of the original. */
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly storedAt: Date;
}

/** Handles the message again. Rejects where it fails again. */
export type Replay = (letter: DeadLetter) => Promise<void>;

/** The consumers of this service that take their dead letters back. */
@Injectable()
export class Replays {
  private readonly replays = new Map<string, Replay>();

  register(consumer: string, replay: Replay): void {
    this.replays.set(consumer, replay);
  }

  /** Throws a DomainError with the reason where the consumer cannot handle it this time either. */
  async replay(consumer: string, letter: DeadLetter): Promise<void> {
    const replay = this.replays.get(consumer);
    if (replay === undefined) {
      throw new DomainError('not_found', 'unknown_consumer', `this service has no consumer ${consumer}`);
    }
    try {
      await replay(letter);
    } catch (error) {
      throw new DomainError('rejected', 'failed_again', reasonOf(error), {}, { cause: error });
    }
  }
}
