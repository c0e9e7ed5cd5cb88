import type { PublicDataOf, PublicEvent, PublicEventType } from '#contracts';
import { newId } from '#kernel';
import type { DisabledReason, Endpoint } from '../domain/endpoint.js';

type Named = Pick<Endpoint, 'id' | 'workspace_id' | 'name'>;

/** The event by which somebody sees that a webhook works. */
export const testEvent = (endpoint: Named, now: Date): PublicEvent =>
  eventOf('webhook.test', endpoint, now, {
    webhook_id: endpoint.id,
    webhook_name: endpoint.name,
    message: 'This is a test of your webhook. Nothing has happened.',
  });

export interface Disabling {
  readonly reason: DisabledReason;
  readonly failingSince: Date | null;
  /** The address that failed. An endpoint that has another one by now stays on. */
  readonly url: string;
}

/** It names the host alone: the path of a URL may be a secret, and this event goes to other endpoints. */
export const disabledEvent = (
  endpoint: Named & Pick<Endpoint, 'url'>,
  { reason, failingSince }: Disabling,
  now: Date,
): PublicEvent =>
  eventOf('webhook.disabled', endpoint, now, {
    webhook_id: endpoint.id,
    webhook_name: endpoint.name,
    host: new URL(endpoint.url).hostname,
    reason,
    failing_since: failingSince?.toISOString() ?? null,
    disabled_at: now.toISOString(),
  });

const eventOf = <Type extends PublicEventType>(
  type: Type,
  { workspace_id }: Named,
  now: Date,
  data: PublicDataOf<Type>,
): PublicEvent => ({ id: newId('evt'), type, created_at: now.toISOString(), workspace_id, data });
