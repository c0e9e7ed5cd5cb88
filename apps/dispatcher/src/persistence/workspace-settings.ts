import { Injectable } from '@nestjs/common';
import type { EventOf, WorkspaceChanged } from '#contracts';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import { newestOfEach } from '#messaging';

/** How a workspace wants its messages. */
export interface WorkspaceSetting {
  /** Null: the default one. */
  readonly footer: string | null;
  readonly postalAddress: string | null;
  /** Null: the public URL. */
  readonly trackingDomain: string | null;
}

type WorkspaceEvent = EventOf<typeof WorkspaceChanged>;

/** Stores the newest version of each workspace: $1 the workspaces. */
const STORE = `
insert into workspace_setting (workspace_id, version, footer, postal_address, tracking_domain)
select workspace_id, version, footer, postal_address, tracking_domain
from jsonb_to_recordset($1::jsonb) as w (workspace_id uuid, version int, footer text, postal_address text, tracking_domain text)
order by workspace_id
on conflict (workspace_id) do update
set version = excluded.version, footer = excluded.footer, postal_address = excluded.postal_address,
  tracking_domain = excluded.tracking_domain
where workspace_setting.version < excluded.version`;

const FIND = `
select footer, postal_address, tracking_domain from workspace_setting where workspace_id = $1`;

interface SettingRow {
  readonly footer: string | null;
  readonly postal_address: string | null;
  readonly tracking_domain: string | null;
}

/** The settings of workspaces that their messages need. */
@Injectable()
export class WorkspaceSettings {
  constructor(private readonly database: Database) {}

  async store(events: readonly WorkspaceEvent[]): Promise<void> {
    const rows = newestOfEach(events, ({ workspaceid }) => workspaceid).map(settingRow);
    await this.database.query(STORE, [JSON.stringify(rows)]);
  }

  async of(workspace: Id<'ws'>): Promise<WorkspaceSetting> {
    const [row] = await this.database.query<SettingRow>(FIND, [uuidOf(workspace)]);
    return {
      footer: row?.footer ?? null,
      postalAddress: row?.postal_address ?? null,
      trackingDomain: row?.tracking_domain ?? null,
    };
  }
}

const settingRow = ({ workspaceid, data }: WorkspaceEvent) => ({
  workspace_id: uuidOf(workspaceid),
  ...data,
});
