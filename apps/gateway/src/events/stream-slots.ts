import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';

/** Connections of a workspace that follow events, over all replicas. */
export const MAX_STREAMS = 50;
/** A slot outlives two renewals that failed; a replica that died leaves its slots for this time. */
const HELD_FOR_MS = 45_000;

/** Two connections of a workspace at once count one after the other. */
const LOCK = 'select from workspace where id = $1 for no key update';

/** A workspace has never more rows than slots, so nothing else has to delete old ones. */
const FORGET = 'delete from event_stream where workspace_id = $1 and expires_at <= $2';

const TAKE = `
  insert into event_stream (id, workspace_id, expires_at)
  select $1, $2, $3
  where (select count(*) from event_stream where workspace_id = $2) < ${MAX_STREAMS}
  returning id`;

const RENEW = 'update event_stream set expires_at = $2 where id = any ($1::uuid[]) returning id';

const RELEASE = 'delete from event_stream where id = any ($1::uuid[])';

/** The slots of a workspace's connections. A slot is a uuid. */
@Injectable()
export class StreamSlots {
  constructor(private readonly database: Database) {}

  /** Undefined when all are taken. */
  take(workspaceId: WorkspaceId, now: Date): Promise<string | undefined> {
    const workspace = uuidOf(workspaceId);
    return this.database.transaction(async (tx) => {
      await tx.query(LOCK, [workspace]);
      await tx.query(FORGET, [workspace, now]);
      const [taken] = await tx.query<{ id: string }>(TAKE, [randomUUID(), workspace, endOf(now)]);
      return taken?.id;
    });
  }

  /** Those that are still held. One that had expired may belong to another connection by now. */
  async renew(slots: readonly string[], now: Date): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ id: string }>(RENEW, [slots, endOf(now)]);
    return new Set(rows.map(({ id }) => id));
  }

  async release(slots: readonly string[]): Promise<void> {
    await this.database.query(RELEASE, [slots]);
  }
}

const endOf = (now: Date): Date => new Date(now.getTime() + HELD_FOR_MS);
