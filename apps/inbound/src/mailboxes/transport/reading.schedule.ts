import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '#service';
import { HoldMailboxes } from '../use-cases/hold-mailboxes.js';
import { OpenMailboxes } from '../use-cases/open-mailboxes.js';

const BEAT_MS = 5_000;
const OPENING_MS = 1_000;

/** Renews the leases of this process, opens its mailboxes, and gives them back when the process ends. */
@Injectable()
export class ReadingSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly beats = new Ticker({
    name: 'MailboxLeases',
    restMs: BEAT_MS,
    work: () => this.hold.execute().then(() => 'idle' as const),
  });
  private readonly openings = new Ticker({
    name: 'MailboxOpenings',
    restMs: OPENING_MS,
    work: () => this.open.execute().then(() => 'idle' as const),
  });

  constructor(
    private readonly hold: HoldMailboxes,
    private readonly open: OpenMailboxes,
  ) {}

  onApplicationBootstrap(): void {
    this.beats.start();
    this.openings.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.beats.stop(), this.openings.stop()]);
    await this.hold.leave();
  }

  /** Accounts have changed: the next beat comes at once. */
  wake(): void {
    this.beats.wake();
  }
}
