import { Injectable, Logger } from '@nestjs/common';
import { isUnavailable } from '#kernel';
import { HookQueue } from '../persistence/hook-queue.js';
import { readHook } from './read-hook.js';

/** Handles the hooks that wait. */
@Injectable()
export class HandleHooks {
  private readonly logger = new Logger(HandleHooks.name);

  constructor(private readonly queue: HookQueue) {}

  /** A batch. One hook that cannot be handled keeps no other one waiting. */
  async execute(): Promise<'more' | 'idle'> {
    try {
      return await this.queue.handle(readHook);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.logger.error('a batch of hooks failed; each is handled alone', error);
      return this.handleEach();
    }
  }

  private async handleEach(): Promise<'idle'> {
    for (const id of await this.queue.due()) {
      try {
        await this.queue.handleOne(id, readHook);
      } catch (error) {
        if (isUnavailable(error)) throw error;
        await this.queue.fail(id, error instanceof Error ? error.name : typeof error);
      }
    }
    return 'idle';
  }
}
