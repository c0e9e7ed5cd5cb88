import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { hourOf } from '../domain/hour-figures.js';
import { AccountHealth } from '../persistence/account-health.js';

const BATCH = 500;

@Injectable()
export class RefreshHealth {
  private lookedForMissing: number | undefined;

  constructor(
    private readonly health: AccountHealth,
    private readonly clock: Clock,
  ) {}

  /** Computes accounts anew whose figures have changed, and all of them in a new hour. */
  async execute(): Promise<void> {
    const now = this.clock.now();
    await this.addMissing(now);
    if (!(await this.health.hasStale(now))) return;
    while ((await this.health.refreshStale(BATCH, now)) === BATCH);
  }

  /** Once an hour, because it passes over all accounts. */
  private async addMissing(now: Date): Promise<void> {
    const hour = hourOf(now).getTime();
    if (hour === this.lookedForMissing) return;
    await this.health.addMissing();
    this.lookedForMissing = hour;
  }
}
