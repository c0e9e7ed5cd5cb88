import type { Id } from '#kernel';

export type EndpointFormat = 'json' | 'slack';
export type DisabledReason = 'gone' | 'failing';

/** A webhook: the place that events of a workspace are sent to. */
export interface Endpoint {
  readonly id: Id<'wh'>;
  readonly workspace_id: Id<'ws'>;
  readonly name: string;
  readonly url: string;
  readonly format: EndpointFormat;
  readonly active: boolean;
  /** As they were written: names, `campaign.*`, `*`. */
  readonly event_subscriptions: readonly string[];
  /** The types that the subscriptions name. */
  readonly event_types: readonly string[];
  /** Null: it has none. */
  readonly encrypted_headers: string | null;
  readonly encrypted_secret: string;
  readonly secret_preview: string;
  /** The secret before the last rotation; deliveries are signed with it too until then. */
  readonly previous_encrypted_secret: string | null;
  readonly previous_secret_until: Date | null;
  readonly disabled_reason: DisabledReason | null;
  readonly disabled_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** How deliveries to an endpoint went. */
export interface EndpointHealth {
  /** The first failure without a success since. */
  readonly failing_since: Date | null;
  readonly last_success_at: Date | null;
  readonly attempts_24h: number;
  readonly successes_24h: number;
  readonly ended_30d: number;
  readonly given_up_30d: number;
}

export const NEW_HEALTH: EndpointHealth = {
  failing_since: null,
  last_success_at: null,
  attempts_24h: 0,
  successes_24h: 0,
  ended_30d: 0,
  given_up_30d: 0,
};

/** Switched on again, it is as good as new: the reason why it was switched off is gone. */
export const withActive = (endpoint: Endpoint, active: boolean): Endpoint => ({
  ...endpoint,
  active,
  ...(active && { disabled_reason: null, disabled_at: null }),
});
