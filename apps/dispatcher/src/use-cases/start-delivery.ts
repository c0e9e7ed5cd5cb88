import { Clock } from '#kernel';
import { Injectable } from '@nestjs/common';
import { Instance } from '../domain/instance.js';
import { HandOvers, type ReadyLetter } from '../persistence/delivery-attempts.js';
import { Batcher } from './batcher.js';

/**
 * Short: every connection waits for it once per message. Asked per message and not per claim, so that a pause finds only
 * in flight what really is, and a crash leaves no more than that in doubt.
 */
const WINDOW_MS = 1;
const MAX_BATCH = 200;

/** The last word before the first byte. */
@Injectable()
export class BeginHandOver {
  private closed = false;
  private readonly batcher = new Batcher<ReadyLetter, boolean>((letters) => this.begin(letters), {
    windowMs: WINDOW_MS,
    maxSize: MAX_BATCH,
  });

  constructor(
    private readonly handOvers: HandOvers,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** Whether the letter may leave now. Rejects when the store is away: then it may not. */
  async execute(letter: ReadyLetter): Promise<boolean> {
    if (this.closed || this.isTooLate(letter)) return false;
    return this.batcher.add(letter);
  }

  /** Nothing begins any more: the process ends, and what is still waiting in it goes back. */
  close(): void {
    this.closed = true;
  }

  /** Letters wait for their inbox's connections, and the contact's window may have closed meanwhile. */
  private isTooLate({ closesAt }: ReadyLetter): boolean {
    return closesAt !== null && closesAt <= this.clock.now();
  }

  private async begin(letters: readonly ReadyLetter[]): Promise<boolean[]> {
    const begun = await this.handOvers.begin(this.instance.id, letters, this.clock.now());

    return letters.map(({ send }) => begun.has(send.uuid));
  }
}
