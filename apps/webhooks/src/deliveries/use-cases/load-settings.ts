import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { EndpointTargets } from '../../endpoints/index.js';
import { HeldWebhooks } from './held-webhooks.js';

/** A webhook, and the last change of its settings. */
interface Changed {
  readonly webhookId: Id<'wh'>;
  readonly changedAt: Date;
}

/** Keeps the settings of the held webhooks in memory, so that their secrets are decrypted once and not for each delivery. */
@Injectable()
export class LoadSettings {
  constructor(
    private readonly held: HeldWebhooks,
    private readonly targets: EndpointTargets,
  ) {}

  /** Reads the settings that are not in memory, or have changed, or are old. */
  async refresh(webhooks: readonly Changed[]): Promise<void> {
    const now = performance.now();
    const changes = new Map(webhooks.map(({ webhookId, changedAt }) => [webhookId, changedAt]));
    const outdated = [...changes].filter(
      ([id, changedAt]) => this.held.find(id)?.isOutdated(changedAt, now) === true,
    );
    if (outdated.length === 0) return;
    for (const target of await this.targets.find(outdated.map(([id]) => id))) {
      const changedAt = changes.get(target.id);
      if (changedAt !== undefined) this.held.find(target.id)?.use(target, changedAt, now);
    }
  }
}
