import { Injectable } from '@nestjs/common';
import type { EventOf, WorkspaceChanged } from '#contracts';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';

export interface Footer {
  /** Null: the default one. Empty: none. */
  readonly footer: string | null;
  readonly postal_address: string | null;
}

/** $1 the settings. Events may come twice and in any order: the highest version wins. */
const STORE = `
  insert into workspace_settings (workspace_id, version, footer, postal_address, has_tracking_domain)
  select distinct on (workspace_id) workspace_id, version, footer, postal_address, tracking_domain is not null
  from jsonb_to_recordset($1) as changed (workspace_id uuid, version int, footer text, postal_address text, tracking_domain text)
  order by workspace_id, version desc
  on conflict (workspace_id) do update
  set version = excluded.version, footer = excluded.footer, postal_address = excluded.postal_address,
    has_tracking_domain = excluded.has_tracking_domain
  where workspace_settings.version < excluded.version`;

const GET = 'select footer, postal_address from workspace_settings where workspace_id = $1';

const HAS_TRACKING_DOMAIN = 'select has_tracking_domain from workspace_settings where workspace_id = $1';

/** A copy of the settings that the gateway owns. */
@Injectable()
export class WorkspaceSettings {
  constructor(private readonly database: Database) {}

  async store(events: readonly EventOf<typeof WorkspaceChanged>[]): Promise<void> {
    const rows = events.map(({ workspaceid, data }) => ({ ...data, workspace_id: uuidOf(workspaceid) }));
    await this.database.query(STORE, [JSON.stringify(rows)]);
  }

  async footerOf(workspaceId: Id<'ws'>): Promise<Footer> {
    const [row] = await this.database.query<Footer>(GET, [uuidOf(workspaceId)]);
    return row ?? { footer: null, postal_address: null };
  }

  /** Whether the workspace has a verified tracking domain; undefined while nobody knows. */
  async hasTrackingDomain(workspaceId: Id<'ws'>): Promise<boolean | undefined> {
    const [row] = await this.database.query<{ has_tracking_domain: boolean | null }>(HAS_TRACKING_DOMAIN, [
      uuidOf(workspaceId),
    ]);
    return row?.has_tracking_domain ?? undefined;
  }
}
