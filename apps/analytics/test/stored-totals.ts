import type { Database } from '#database';
import { idOf, uuidOf } from '#kernel';
import { COUNTERS, type Counters } from '../src/domain/metrics.js';
import type { ExpectedTotals } from './expected-totals.js';

const COLUMNS = COUNTERS.join(', ');
/** A reply that moved to an earlier message leaves a row behind that says nothing any more. */
const SAYS_SOMETHING = `(${COUNTERS.join(' + ')}) > 0`;

/** The totals of some campaigns as they are stored. */
export async function storedTotals(
  database: Database,
  campaignIds: readonly string[],
): Promise<ExpectedTotals> {
  const ids = campaignIds.map(uuidOf);
  const steps = await database.query<Counters & { campaign_id: string; step_id: string; variant: string }>(
    `select campaign_id, step_id, variant, ${COLUMNS} from step_total
     where campaign_id = any($1) and ${SAYS_SOMETHING} order by campaign_id, step_id, variant`,
    [ids],
  );
  const hours = await database.query<Counters & { campaign_id: string; hour: Date }>(
    `select campaign_id, hour, ${COLUMNS} from hour_total
     where campaign_id = any($1) and ${SAYS_SOMETHING} order by campaign_id, hour`,
    [ids],
  );

  return {
    steps: Object.fromEntries(
      steps.map(({ campaign_id, step_id, variant, ...counters }) => [
        `${idOf('camp', campaign_id)} ${idOf('step', step_id)} ${variant}`,
        counters,
      ]),
    ),
    hours: Object.fromEntries(
      hours.map(({ campaign_id, hour, ...counters }) => [
        `${idOf('camp', campaign_id)} ${hour.toISOString().slice(0, 13)}`,
        counters,
      ]),
    ),
  };
}
