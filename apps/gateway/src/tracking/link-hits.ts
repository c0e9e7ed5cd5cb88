import { Injectable } from '@nestjs/common';
import { EmailClicked } from '#contracts';
import { Database, deleteOlder, Outbox, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import { toMessages } from '#messaging';
import type { TrackedMessage } from '#tracking';
import { clickEvents, type Click } from './click.js';
import { SWEEP_MS, sweptHits, type LinkHit } from './swept-hits.js';

const ADD = `
  insert into link_hit (id, workspace_id, send_id, position, links, url, machine, at, message)
  select gen_random_uuid(), workspace_id, send_id, position, links, url, machine, at, message
  from jsonb_to_recordset($1) as hit (workspace_id uuid, send_id uuid, position integer, links integer, url text,
    machine boolean, at timestamptz, message jsonb)
  where workspace_id not in (select id from deleted_workspace)`;

const BATCH_SIZE = 500;

/** The oldest hits that no replica has judged yet. */
const CLAIM = `
  with due as (
    select id from link_hit where judged_at is null and at < $1
    order by at limit ${BATCH_SIZE} for update skip locked
  )
  update link_hit set judged_at = $2 from due where link_hit.id = due.id
  returning link_hit.id, send_id, position, links, url, machine, at, message`;

/** Hits on links of the same messages shortly before and after, judged ones too. */
const AROUND = `
  select id, send_id, position, links, at from link_hit
  where send_id = any ($1::uuid[]) and at between $2 and $3`;

/** A hit whose batch waited for a slow database is still seen by those that are judged. */
const LATE_MS = 2_000;
/** Judged hits show whether later ones belong to a sweep. */
const KEPT_MS = 6 * SWEEP_MS;

type Row = LinkHit & { readonly url: string; readonly machine: boolean; readonly message: TrackedMessage };

/** Hits on links wait here for ten seconds: only the others of their message show whether they are a scanner's. */
@Injectable()
export class LinkHits {
  /** When this process last stored hits, in milliseconds since 1970. */
  storedAt = 0;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** One statement for a batch. */
  async add(clicks: readonly Click[]): Promise<void> {
    await this.database.query(ADD, [JSON.stringify(clicks.map(rowOf))]);
    this.storedAt = Math.max(...clicks.map(({ at }) => at.getTime()));
  }

  /** Publishes a batch of hits with their verdicts: rows and events are one transaction. Several replicas share the hits. */
  judge(now: Date): Promise<'more' | 'idle'> {
    return this.database.transaction(async (tx) => {
      const due = await tx.query<Row>(CLAIM, [before(now, SWEEP_MS + LATE_MS), now]);
      if (due.length === 0) return 'idle';

      const swept = sweptHits(await around(tx, due));
      const clicks = due.map((row) => clickIn(row, row.machine || swept.has(row.id)));
      await this.outbox.add(tx, toMessages(EmailClicked, clickEvents(clicks)));
      return due.length === BATCH_SIZE ? 'more' : 'idle';
    });
  }

  deleteJudged(now: Date): Promise<'more' | 'done'> {
    const judged = { table: 'link_hit', key: ['id'], age: 'judged_at' };
    return deleteOlder(this.database, judged, before(now, KEPT_MS));
  }
}

function around(tx: Transaction, due: readonly Row[]): Promise<LinkHit[]> {
  const times = due.map(({ at }) => at.getTime());
  const sends = [...new Set(due.map(({ send_id }) => send_id))];
  return tx.query<LinkHit>(AROUND, [
    sends,
    new Date(Math.min(...times) - SWEEP_MS),
    new Date(Math.max(...times) + SWEEP_MS),
  ]);
}

const rowOf = ({ message, link, at, machine }: Click) => ({
  workspace_id: uuidOf(message.workspace_id),
  send_id: uuidOf(message.send_id),
  position: link.position,
  links: link.count,
  url: link.url,
  machine,
  at,
  message,
});

const clickIn = ({ message, url, position, links, at }: Row, machine: boolean): Click => ({
  message,
  link: { url, position, count: links },
  at,
  machine,
});

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);
