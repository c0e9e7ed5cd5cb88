import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import type { Id } from '#kernel';
import { Endpoints } from '../../endpoints/index.js';
import type { HopelessWebhook } from './record-attempts.js';

/**
 * Switches webhooks off and tells it to the others, once their attempts are recorded: both at once would lock queues
 * and the order of events in the other order than the intake does. A process that dies between them switches the webhook off
 * after its next failure.
 */
@Injectable()
export class DisableWebhooks {
  constructor(
    private readonly database: Database,
    private readonly endpoints: Endpoints,
  ) {}

  /** Resolves with those that it switched off. The others go on: they have another address by now. */
  async execute(webhooks: readonly HopelessWebhook[]): Promise<Id<'wh'>[]> {
    const disabled: Id<'wh'>[] = [];
    for (const { webhookId, ...disabling } of webhooks) {
      const isOff = await this.database.transaction((tx) => this.endpoints.disable(tx, webhookId, disabling));
      if (isOff) disabled.push(webhookId);
    }
    return disabled;
  }
}
