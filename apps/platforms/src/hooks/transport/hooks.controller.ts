import { Controller } from '@nestjs/common';
import { ReceiveHooks, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { HookQueue } from '../persistence/hook-queue.js';
import { withoutSecrets } from '../use-cases/without-secrets.js';
import { HooksSchedule } from './hooks.schedule.js';

@Controller()
export class HooksController {
  constructor(
    private readonly queue: HookQueue,
    private readonly schedule: HooksSchedule,
  ) {}

  @HandlesRequest(ReceiveHooks)
  async receive({ hooks }: RequestOf<typeof ReceiveHooks>) {
    const stored = await this.queue.receive(hooks.map(withoutSecrets));
    this.schedule.wakeSoon();
    return {
      results: stored.map((isStored) => (isStored ? ('stored' as const) : ('unknown_token' as const))),
    };
  }
}
