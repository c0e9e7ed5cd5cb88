import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { DEAD_HOOKS, IdOf, Instant, parseInput } from '#contracts';
import { DomainError } from '#kernel';
import { Replays, type DeadLetter } from '#messaging';
import { HookQueue } from '../persistence/hook-queue.js';
import { readHook } from '../use-cases/read-hook.js';

const DeadHook = z.object({
  connection_id: IdOf('pcon'),
  received_at: Instant,
  content_type: z.string(),
  body: z.string(),
});

/** Takes dead letters back, as the operator asks for it: after a parser has learnt them, or a contact is there. */
@Injectable()
export class DeadHooks implements OnModuleInit {
  constructor(
    private readonly replays: Replays,
    private readonly queue: HookQueue,
  ) {}

  onModuleInit(): void {
    this.replays.register(DEAD_HOOKS.name, (letter) => this.replay(letter));
  }

  private async replay({ payload }: DeadLetter): Promise<void> {
    const { data } = parseInput(DeadHook, JSON.parse(payload));
    if (data === undefined) throw new DomainError('invalid', 'malformed_hook', 'it is no hook of a platform');
    await this.queue.replay(data, readHook);
  }
}
