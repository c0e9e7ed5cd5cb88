import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '#service';
import { AdvanceLinks } from '../use-cases/advance-links.js';

/** Links that another replica stored, and those whose time has come, are found this late. */
const LOOK_MS = 2_000;
const BEAT_MS = 5_000;
/** A platform that answers nothing holds a run for 15 seconds a call; the others go on beside it. */
const MAX_RUNS = 16;

/** Brings links to their wanted state for as long as the service runs. */
@Injectable()
export class LinksSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly looks: Ticker;
  private readonly beats: Ticker;

  constructor(private readonly advanceLinks: AdvanceLinks) {
    this.looks = new Ticker({ name: 'Links', restMs: LOOK_MS, work: () => this.takeUp() });
    this.beats = new Ticker({
      name: 'LinkLeases',
      restMs: BEAT_MS,
      work: async () => {
        await advanceLinks.renewLeases();
        return 'idle';
      },
    });
  }

  onApplicationBootstrap(): void {
    this.looks.start();
    this.beats.start();
  }

  /** Links are due. */
  wake(): void {
    this.looks.wake();
  }

  async onModuleDestroy(): Promise<void> {
    await this.looks.stop();
    await this.advanceLinks.stop();
    await this.beats.stop();
  }

  private async takeUp(): Promise<'more' | 'idle'> {
    const free = MAX_RUNS - this.advanceLinks.inHand;
    if (free <= 0) return 'idle';
    return (await this.advanceLinks.takeUp(free)) === free ? 'more' : 'idle';
  }
}
