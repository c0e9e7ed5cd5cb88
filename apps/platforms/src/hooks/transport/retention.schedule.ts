import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { HookQueue } from '../persistence/hook-queue.js';

const REST_MS = 600_000;

/** Deletes the hashes of handled hooks. */
@Injectable()
export class HookRetentionSchedule extends Ticker {
  constructor(queue: HookQueue) {
    const work = async (): Promise<'idle'> => {
      await queue.deleteHandled();
      return 'idle';
    };
    super({ name: HookRetentionSchedule.name, restMs: REST_MS, work });
  }
}
