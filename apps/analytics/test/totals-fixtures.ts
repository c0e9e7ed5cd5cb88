import type { Database } from '#database';
import { idOf, uuidOf } from '#kernel';
import type { Milestone, Observation } from '../src/metrics/domain/email-fact.js';
import { COUNTERS, NO_COUNTS, type Counter, type Counters } from '../src/metrics/domain/metrics.js';

/** The right totals, from the rules alone: slow, and simple enough to be correct at first sight. */
export function expectedTotals(observations: readonly Observation[]): ExpectedTotals {
  const steps = new Map<string, Counters>();
  const quarters = new Map<string, Counters>();

  for (const { counter, at, send_id, campaign_id, step_id } of countedOf(observations)) {
    raise(steps, `${campaign_id} ${step_id} ${variantOf(send_id, observations)}`, counter);
    raise(quarters, `${campaign_id} ${quarterOf(at)}`, counter);
  }

  return { steps: inOrder(steps), quarters: inOrder(quarters) };
}

const QUARTER_MS = 900_000;

const quarterOf = (at: Date): string =>
  new Date(Math.floor(at.getTime() / QUARTER_MS) * QUARTER_MS).toISOString().slice(0, 16);

/** Counters by `<campaign> <step> <variant>`, and by `<campaign> <day>T<quarter of an hour>`. */
export interface ExpectedTotals {
  readonly steps: Record<string, Counters>;
  readonly quarters: Record<string, Counters>;
}

/** The variant that any observation of the message names. */
const variantOf = (sendId: string, observations: readonly Observation[]): string =>
  observations.find(({ send_id, variant }) => send_id === sendId && variant !== null)?.variant ?? '';

type Counted = Observation & { readonly counter: Counter };

function countedOf(observations: readonly Observation[]): Counted[] {
  const perMessage = ({ send_id }: Observation): string => send_id;
  const perContact = ({ campaign_id, contact_id }: Observation): string => `${campaign_id} ${contact_id}`;
  const accepted = firsts(observations, 'sent', perMessage);
  const bounced = firsts(observations, 'bounced', perMessage);
  const refusedAtOnce = bounced.filter(({ send_id }) => !accepted.some((sent) => sent.send_id === send_id));

  return [
    ...as('total_sent', [...accepted, ...refusedAtOnce]),
    ...as('bounced', bounced),
    ...as('opened', firsts(observations, 'opened', perMessage)),
    ...as('clicked', firsts(observations, 'clicked', perMessage)),
    ...as('replied', firsts(observations, 'replied', perContact)),
    ...as('unsubscribed', firsts(observations, 'unsubscribed', perContact)),
    ...as('spam_complaints', firsts(observations, 'complained', perContact)),
  ];
}

/** The earliest observation of each key; of two at the same instant the one of the earlier message. */
function firsts(
  observations: readonly Observation[],
  milestone: Milestone,
  keyOf: (observation: Observation) => string,
): Observation[] {
  const earliestLast = observations
    .filter((observation) => observation.milestone === milestone)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.send_id < b.send_id ? 1 : -1));

  return [...new Map(earliestLast.map((observation) => [keyOf(observation), observation])).values()];
}

const as = (counter: Counter, observations: readonly Observation[]): Counted[] =>
  observations.map((observation) => ({ ...observation, counter }));

const raise = (totals: Map<string, Counters>, key: string, counter: Counter): void => {
  const counters = totals.get(key) ?? NO_COUNTS;
  totals.set(key, { ...counters, [counter]: counters[counter] + 1 });
};

const inOrder = (totals: Map<string, Counters>): Record<string, Counters> =>
  Object.fromEntries([...totals].toSorted(([a], [b]) => (a < b ? -1 : 1)));

const COLUMNS = COUNTERS.join(', ');
/** A reply that moved to an earlier message leaves a row of zeros behind. */
const HAS_COUNTS = `(${COUNTERS.join(' + ')}) > 0`;

/** The totals of some campaigns that the database holds. */
export async function storedTotals(
  database: Database,
  campaignIds: readonly string[],
): Promise<ExpectedTotals> {
  const ids = campaignIds.map(uuidOf);
  const steps = await database.query<Counters & { campaign_id: string; step_id: string; variant: string }>(
    `select campaign_id, step_id, variant, ${COLUMNS} from step_total
     where campaign_id = any($1) and ${HAS_COUNTS} order by campaign_id, step_id, variant`,
    [ids],
  );
  const quarters = await database.query<Counters & { campaign_id: string; quarter: Date }>(
    `select campaign_id, quarter, ${COLUMNS} from quarter_total
     where campaign_id = any($1) and ${HAS_COUNTS} order by campaign_id, quarter`,
    [ids],
  );

  return {
    steps: Object.fromEntries(
      steps.map(({ campaign_id, step_id, variant, ...counters }) => [
        `${idOf('camp', campaign_id)} ${idOf('step', step_id)} ${variant}`,
        counters,
      ]),
    ),
    quarters: Object.fromEntries(
      quarters.map(({ campaign_id, quarter, ...counters }) => [
        `${idOf('camp', campaign_id)} ${quarter.toISOString().slice(0, 16)}`,
        counters,
      ]),
    ),
  };
}
