import type { WebhookRef } from '#contracts';
import type { Queryable } from '#database';
import { DomainError, notFound, uuidOf } from '#kernel';

/** $1 workspace, $2 endpoint. No row: the workspace does not have it. */
export const IS_ACTIVE = `
  select active from endpoint where workspace_id = $1 and id = $2 and deleted_at is null`;

/** @throws DomainError `not_found` where the workspace does not have the webhook */
export async function assertExists(reader: Queryable, ref: WebhookRef): Promise<void> {
  await stateOf(reader, ref);
}

/** @throws DomainError `not_found`, `webhook_inactive` */
export async function assertActive(reader: Queryable, ref: WebhookRef): Promise<void> {
  const { active } = await stateOf(reader, ref);
  if (!active) throw inactive(ref.webhook_id);
}

async function stateOf(reader: Queryable, { workspace_id, webhook_id }: WebhookRef) {
  const keys = [uuidOf(workspace_id), uuidOf(webhook_id)];
  const [state] = await reader.query<{ active: boolean }>(IS_ACTIVE, keys);
  if (state === undefined) throw notFound('webhook', webhook_id);
  return state;
}

/** The refusal of what only a webhook that is switched on can do. */
export const inactive = (id: WebhookRef['webhook_id']): DomainError =>
  new DomainError('conflict', 'webhook_inactive', `webhook ${id} is switched off; set active to true first`);
