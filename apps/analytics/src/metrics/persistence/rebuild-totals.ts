import { Client } from 'pg';
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

const CLEAR = ['delete from contact_fact', 'delete from step_total', 'delete from quarter_total'] as const;

const REBUILD_CONTACT_FACTS = `
  insert into contact_fact
    (campaign_id, contact_id, counter, workspace_id, at, send_id, step_id, step_number, variant)
  select distinct on (campaign_id, contact_id, counter)
    campaign_id, contact_id, counter, workspace_id, at, send_id, step_id, step_number, variant
  from email_fact ${DONE_BY_CONTACT('email_fact')}
  where at is not null
  order by campaign_id, contact_id, counter, at, send_id`;

const COUNTED = `
  (
    select campaign_id, step_id, step_number, variant, workspace_id, counter, at, 1 as change
    from email_fact ${COUNTED_OF_MESSAGE('email_fact')}
    where at is not null
    union all
    select campaign_id, step_id, step_number, variant, workspace_id, counter, at, 1
    from contact_fact
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

const STATEMENTS = [
  HOLD_OFF_CONSUMERS,
  ...CLEAR,
  REBUILD_CONTACT_FACTS,
  REBUILD_STEP_TOTALS,
  REBUILD_QUARTER_TOTALS,
];

/**
 * Counts everything anew from the stored facts of messages, in one transaction. On a connection of its own, without
 * the time limit that statements of a service have: it reads every fact.
 */
export async function rebuildTotals(url: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'nimbus-analytics-rebuild',
    options: '-c search_path=analytics',
  });

  await client.connect();
  try {
    await client.query('begin');
    for (const statement of STATEMENTS) await client.query(statement);
    await client.query('commit');
  } finally {
    await client.end(); // without a commit this rolls back
  }
}
