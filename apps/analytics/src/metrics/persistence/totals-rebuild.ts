import type { Client } from 'pg';
import { withServiceClient } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import {
  COUNTED_OF_MESSAGE,
  COUNTER_COLUMNS,
  DONE_BY_CONTACT,
  QUARTER,
  SUM_OF_CHANGES,
  VARIANT_KEY,
} from './counting.sql.js';

/**
 * Waits for the batches at work and holds off new ones, which begin by inserting here. Readers go on with the old
 * totals until the commit; a truncate would lock them out.
 */
const HOLD_OFF_CONSUMERS = 'lock table email_fact in share row exclusive mode';

/** About as many facts are a range, for which consumers wait: 60,000 took 0.5 s. A campaign is never in two ranges. */
const MESSAGES = 50_000;

const NO_CAMPAIGN = '00000000-0000-0000-0000-000000000000';
const LAST_CAMPAIGN = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const END_OF_RANGE = `
  select campaign_id from email_fact where campaign_id > $1 order by campaign_id offset $2 limit 1`;

const IN_RANGE = 'campaign_id > $1 and campaign_id <= $2';

const COUNT = `
  select count(*)::int as messages from email_fact where ${IN_RANGE}`;

const CLEAR = ['contact_fact', 'step_total', 'quarter_total'].map(
  (table) => `delete from ${table} where ${IN_RANGE}`,
);

const REBUILD_CONTACT_FACTS = `
  insert into contact_fact
    (campaign_id, contact_id, counter, workspace_id, at, send_id, step_id, step_number, variant)
  select distinct on (campaign_id, contact_id, counter)
    campaign_id, contact_id, counter, workspace_id, at, send_id, step_id, step_number, variant
  from email_fact ${DONE_BY_CONTACT('email_fact')}
  where at is not null and ${IN_RANGE}
  order by campaign_id, contact_id, counter, at, send_id`;

const COUNTED = `
  (
    select campaign_id, step_id, step_number, variant, workspace_id, counter, at, 1 as change
    from email_fact ${COUNTED_OF_MESSAGE('email_fact')}
    where at is not null and ${IN_RANGE}
    union all
    select campaign_id, step_id, step_number, variant, workspace_id, counter, at, 1
    from contact_fact where ${IN_RANGE}
  ) as counted`;

const REBUILD_STEP_TOTALS = `
  insert into step_total (campaign_id, step_id, variant, step_number, workspace_id, ${COUNTER_COLUMNS})
  select campaign_id, step_id, ${VARIANT_KEY}, min(step_number), workspace_id,
    ${SUM_OF_CHANGES}
  from ${COUNTED}
  group by campaign_id, step_id, ${VARIANT_KEY}, workspace_id`;

const REBUILD_QUARTER_TOTALS = `
  insert into quarter_total (campaign_id, quarter, workspace_id, ${COUNTER_COLUMNS})
  select campaign_id, quarter, workspace_id,
    ${SUM_OF_CHANGES}
  from (select *, ${QUARTER} from ${COUNTED}) as counted
  group by campaign_id, quarter, workspace_id`;

const RECOUNT = [...CLEAR, REBUILD_CONTACT_FACTS, REBUILD_STEP_TOTALS, REBUILD_QUARTER_TOTALS];

/** Counts everything anew from the stored facts of messages, a range of campaigns at a time. */
export class TotalsRebuild {
  constructor(
    private readonly url: string,
    private readonly messages = MESSAGES,
  ) {}

  /**
   * The campaigns after one, in one transaction, on a connection of its own, without the time limit that statements of a
   * service have: it reads every fact of them.
   */
  next(after: Id<'camp'> | null): Promise<{ readonly messages: number; readonly next: Id<'camp'> | null }> {
    const begin = after === null ? NO_CAMPAIGN : uuidOf(after);
    const connection = { url: this.url, service: 'analytics', tool: 'nimbus-analytics-rebuild' };
    return withServiceClient(connection, async (client) => {
      await client.query('begin');
      const range = await recount(client, begin, this.messages);
      await client.query('commit'); // without it the end of the connection rolls back
      return range;
    });
  }
}

async function recount(client: Client, begin: string, messages: number) {
  await client.query(HOLD_OFF_CONSUMERS);
  const ends = await client.query<{ campaign_id: string }>(END_OF_RANGE, [begin, messages]);
  const end = ends.rows[0]?.campaign_id;
  const range = [begin, end ?? LAST_CAMPAIGN];
  for (const statement of RECOUNT) await client.query(statement, range);
  const counted = await client.query<{ messages: number }>(COUNT, range);
  return { messages: counted.rows[0]?.messages ?? 0, next: end === undefined ? null : idOf('camp', end) };
}
