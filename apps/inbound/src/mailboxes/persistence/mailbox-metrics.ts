import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Metrics } from '#telemetry';

const STATES = ['held', 'failing', 'free', 'refused'];

const BY_STATE = `
  select state, count(*)::int as mailboxes
  from (
    select case
      when refused_at is not null then 'refused'
      when leased_by is null then 'free'
      when failures > 0 then 'failing'
      else 'held'
    end as state
    from mailbox where is_read
  ) mailbox
  group by state`;

/** Mailboxes of all workspaces. */
@Injectable()
export class MailboxMetrics {
  constructor(metrics: Metrics, database: Database) {
    metrics.sampledGauge(
      {
        name: 'nimbus_mailboxes',
        help: 'Mailboxes that are to be read: held by a reader, held and failing, free, or refused by their server',
        labels: ['state'],
      },
      async () => {
        const rows = await database.query<{ state: string; mailboxes: number }>(BY_STATE);
        const counts = new Map(rows.map((row) => [row.state, row.mailboxes]));
        return STATES.map((state) => ({ labels: { state }, value: counts.get(state) ?? 0 }));
      },
    );
  }
}
