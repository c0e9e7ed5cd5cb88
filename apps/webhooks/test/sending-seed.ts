import { randomBytes } from 'node:crypto';
import { typesMatching, type PublicEvent, type PublicEventType } from '#contracts';
import type { Database } from '#database';
import { newId, uuidOf, type Clock, type Id } from '#kernel';
import type { EndpointSecrets } from '../src/endpoints/persistence/endpoint-secrets.js';
import type { PublicEvents } from '../src/public-events/index.js';

export interface TestWebhook {
  readonly id: Id<'wh'>;
  readonly workspace_id: Id<'ws'>;
  readonly path: string;
  readonly secret: string;
}

export interface WebhookOptions {
  readonly workspaceId?: Id<'ws'>;
  readonly format?: 'json' | 'slack';
  readonly subscriptions?: readonly string[];
  readonly headers?: Record<string, string>;
}

const ADD = `
with added as (
  insert into endpoint select * from jsonb_populate_record(null::endpoint, $1::jsonb) returning id
)
insert into delivery_queue (endpoint_id) select id from added`;

/** Webhooks whose secrets the test knows, and events for them. */
export class SendingSeed {
  constructor(
    private readonly database: Database,
    private readonly events: PublicEvents,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
  ) {}

  async webhook(
    { origin, path }: { readonly origin: string; readonly path: string },
    { workspaceId = newId('ws'), format = 'json', subscriptions = ['*'], headers = {} }: WebhookOptions = {},
  ): Promise<TestWebhook> {
    const id = newId('wh');
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    const now = this.clock.now();
    const row = {
      id: uuidOf(id),
      workspace_id: uuidOf(workspaceId),
      name: 'Tested',
      url: origin + path,
      format,
      active: true,
      event_subscriptions: subscriptions,
      event_types: typesMatching(subscriptions),
      encrypted_headers: this.secrets.sealedHeaders(id, headers),
      ...this.secrets.sealed(id, secret),
      created_at: now,
      updated_at: now,
    };
    await this.database.query(ADD, [JSON.stringify(row)]);
    return { id, workspace_id: workspaceId, path, secret };
  }

  /** New events, stored as the intake does. */
  async store(
    workspace_id: Id<'ws'>,
    count = 1,
    type: PublicEventType = 'contact.deleted',
  ): Promise<PublicEvent[]> {
    const events = Array.from({ length: count }, (_, n) => ({
      id: newId('evt'),
      type,
      created_at: this.clock.now().toISOString(),
      workspace_id,
      data: { contact: { email: `grace+${n}@lumen.example`, name: 'Grüße – 你好' } },
    }));
    await this.database.transaction((tx) => this.events.store(tx, events));
    return events;
  }
}
