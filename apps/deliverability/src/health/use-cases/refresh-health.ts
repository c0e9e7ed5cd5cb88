import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { AccountHealth } from '../persistence/account-health.js';

/** Days leave the window at midnight; an hour late is soon enough. */
const STALE_AFTER_MS = 3_600_000;
const BATCH = 500;

@Injectable()
export class RefreshHealth {
  constructor(
    private readonly health: AccountHealth,
    private readonly clock: Clock,
  ) {}

  /** Scores every account again that was not scored within the last hour. */
  async execute(): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - STALE_AFTER_MS);
    for (;;) {
      const refreshed = await this.health.refresh(before, BATCH, now);
      if (refreshed < BATCH) return;
    }
  }
}
