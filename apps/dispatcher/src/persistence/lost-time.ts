import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Queryable, type Transaction } from '#database';
import { idOf } from '#kernel';
import { doubtfulEvents, type DoubtfulSend } from '../events/outcome-events.js';
import { END_DOUBTFUL, END_DOUBTFUL_OF_CAMPAIGNS, LATEST } from './lost-time.sql.js';
import { identityOf, type IdentityColumns } from './send-identity.js';

const BATCH = 5_000;

interface LostRow {
  readonly starts_at: Date;
  readonly ends_at: Date;
}

interface DoubtfulRow extends IdentityColumns {
  readonly account_id: string | null;
  readonly email: string;
  readonly at: Date;
}

/** Sends that one transaction has planned. */
interface Planned {
  /** Uuids. */
  readonly campaigns: readonly string[];
  readonly firstDueAt: Date;
}

/**
 * The time of which a restored database knows nothing. A send that can have left in it becomes indeterminate as of the
 * earliest instant, so that the next step of its contact falls due as early as it can have, and is judged the same way.
 */
@Injectable()
export class LostTime {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Ends every send that is in doubt; resolves with how many. */
  async end(now: Date): Promise<number> {
    const lost = await latest(this.database);
    if (lost === undefined) return 0;
    for (let ended = 0; ;) {
      const batch = await this.database.transaction((tx) =>
        this.endBatch(tx, END_DOUBTFUL, paramsOf(lost, now)),
      );
      ended += batch;
      if (batch < BATCH) return ended;
    }
  }

  /** Ends those that this transaction has planned: no claim has seen them. */
  async endIn(tx: Transaction, { campaigns, firstDueAt }: Planned, now: Date): Promise<void> {
    const lost = await latest(tx);
    if (lost === undefined || firstDueAt > lost.ends_at) return;
    const params = [...paramsOf(lost, now), campaigns];
    while ((await this.endBatch(tx, END_DOUBTFUL_OF_CAMPAIGNS, params)) === BATCH);
  }

  private async endBatch(tx: Transaction, sql: string, params: readonly unknown[]): Promise<number> {
    const rows = await tx.query<DoubtfulRow>(sql, params);
    await this.outbox.add(tx, doubtfulEvents(rows.map(doubtfulOf)));
    return rows.length;
  }
}

async function latest(reader: Queryable): Promise<LostRow | undefined> {
  const [row] = await reader.query<LostRow>(LATEST);
  return row;
}

const paramsOf = ({ starts_at, ends_at }: LostRow, now: Date): unknown[] => [now, BATCH, starts_at, ends_at];

const doubtfulOf = (row: DoubtfulRow): DoubtfulSend => ({
  ...identityOf(row),
  accountId: row.account_id === null ? null : idOf('ea', row.account_id),
  email: row.email,
  at: row.at,
});
