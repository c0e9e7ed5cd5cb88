import { MAX_ACTIVE_WEBHOOKS, MAX_WEBHOOKS } from '#contracts';
import { DomainError } from '#kernel';

export interface WebhookCount {
  readonly total: number;
  readonly active: number;
}

/** @throws DomainError `too_many_webhooks` when the workspace has more webhooks than it may. */
export function assertWithinLimits({ total, active }: WebhookCount): void {
  if (active > MAX_ACTIVE_WEBHOOKS) {
    throw tooMany(
      `${MAX_ACTIVE_WEBHOOKS} webhooks are active; switch one off with active: false, or delete it`,
    );
  }
  if (total > MAX_WEBHOOKS)
    throw tooMany(`there are ${MAX_WEBHOOKS} webhooks, inactive ones included; delete one`);
}

const tooMany = (message: string): DomainError => new DomainError('conflict', 'too_many_webhooks', message);
