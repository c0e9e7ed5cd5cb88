import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import type { Database } from '#database';
import { newId, uuidOf, type Id } from '#kernel';
import { eventually, startServiceCore, useServers, type ServiceCore } from '#testing';
import { expectedTotals, storedTotals } from '../../../test/totals-fixtures.js';
import { migrations } from '../../persistence/migrations/index.js';
import { factsOf, MILESTONES, type Message, type Milestone, type Observation } from '../domain/email-fact.js';
import { Facts } from './facts.js';
import { TotalsRebuild } from './totals-rebuild.js';

const servers = useServers();
let database: Database;
let facts: Facts;
let core: ServiceCore;

beforeAll(async () => {
  core = await startServiceCore({
    service: 'analytics',
    url: servers.databaseUrl,
    migrations,
    poolSize: 8,
    providers: [Facts],
  });
  ({ database } = core);
  facts = core.get(Facts);
});
afterAll(() => core.close());

/** In small ranges, of some twenty campaigns. */
async function rebuildTotals(): Promise<void> {
  const rebuild = new TotalsRebuild(servers.databaseUrl, 200);
  let after: Id<'camp'> | null = null;
  do after = (await rebuild.next(after)).next;
  while (after !== null);
}

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-03-02T09:00:00Z');

const VARIANTS = ['A', 'B', null];

/** Two campaigns that write to the same three people in three steps: every message there can be. */
function messagesOfTwoCampaigns(): Message[] {
  const contacts = Array.from({ length: 3 }, () => newId('cont'));
  const campaigns = Array.from({ length: 2 }, () => ({
    workspace_id: newId('ws'),
    campaign_id: newId('camp'),
    account_id: null,
    steps: Array.from({ length: 3 }, () => newId('step')),
  }));

  return campaigns.flatMap(({ steps, ...campaign }) =>
    contacts.flatMap((contact_id, contact) => {
      const enrollment = { ...campaign, contact_id, enrollment_id: newId('enr') };
      return steps.map((step_id, index) => ({
        ...enrollment,
        send_id: newId('send'),
        step_id,
        step_number: index + 1,
        variant: VARIANTS[(contact + index) % VARIANTS.length] ?? null,
      }));
    }),
  );
}

function messagesToOneContact(count: number): Message[] {
  const enrollment = {
    workspace_id: newId('ws'),
    campaign_id: newId('camp'),
    enrollment_id: newId('enr'),
    contact_id: newId('cont'),
    account_id: null,
  };

  return Array.from({ length: count }, (_, index) => ({
    ...enrollment,
    send_id: newId('send'),
    step_id: newId('step'),
    step_number: index + 1,
    variant: 'A',
  }));
}

/** Few instants in few hours, so that ties and moves between quarters are common. */
const something = record({
  message: nat({ max: 17 }),
  milestone: constantFrom(...MILESTONES),
  quarters: nat({ max: 12 }),
});
/** A stream may deliver in any order, repeat events and cut batches anywhere. */
const delivery = array(array(something, { minLength: 1, maxLength: 40 }), {
  minLength: 1,
  maxLength: 6,
});

type Delivery = { message: number; milestone: Milestone; quarters: number }[][];

function observe(batches: Delivery): { observed: Observation[][]; campaignIds: string[] } {
  const messages = messagesOfTwoCampaigns();
  const observed = batches.map((batch) =>
    batch.flatMap(({ message, milestone, quarters }) => {
      const about = messages[message];
      return about === undefined ? [] : [happened(about, milestone, quarters)];
    }),
  );

  return { observed, campaignIds: [...new Set(messages.map(({ campaign_id }) => campaign_id))] };
}

/** Only the events of the dispatcher name the variant. */
const happened = (message: Message, milestone: Milestone, quarters: number): Observation => ({
  ...message,
  variant: milestone === 'sent' || milestone === 'bounced' ? message.variant : null,
  milestone,
  at: new Date(START + (quarters * HOUR_MS) / 4),
});

/** Resolves when `sessions` sessions wait for a lock. */
const waiting = (sessions: number): Promise<void> =>
  eventually(async () => {
    const rows = await database.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows).toHaveLength(sessions);
  });

const consume = async (batches: readonly Observation[][]): Promise<void> => {
  for (const batch of batches) await facts.record(factsOf(batch));
};

describe('the totals', () => {
  it('are exactly the events, in any order and any batches', async () => {
    await assert(
      asyncProperty(delivery, array(nat({ max: 5 })), async (batches, again) => {
        const { observed, campaignIds } = observe(batches);
        const redelivered = again.flatMap((index) =>
          observed[index] === undefined ? [] : [observed[index]],
        );

        await consume([...observed, ...redelivered]);

        expect(await storedTotals(database, campaignIds)).toEqual(expectedTotals(observed.flat()));
      }),
      { numRuns: 60 },
    );
  });

  it('stay exact while two consumers race on overlapping batches', async () => {
    await assert(
      asyncProperty(delivery, delivery, async (some, others) => {
        const { observed, campaignIds } = observe([...some, ...others]);
        const overlap = observed.slice(0, some.length + 1);

        await Promise.all([
          consume(observed),
          consume(overlap.toReversed()),
          consume(observed.map((batch) => batch.toReversed())),
        ]);

        expect(await storedTotals(database, campaignIds)).toEqual(expectedTotals(observed.flat()));
      }),
      { numRuns: 60 },
    );
  });

  it('count a contact once when consumers get its replies to different messages at once', async () => {
    const toOne = messagesToOneContact(6);
    const sent = toOne.map((message) => happened(message, 'sent', 0));
    const again = toOne.map((message) => happened(message, 'replied', 4 * (20 - message.step_number)));
    const replies = toOne.map((message) => happened(message, 'replied', 4 * (10 - message.step_number)));
    await consume([sent, again]);

    const consumers = await database.transaction(async (tx) => {
      // The first consumer gets as far as the totals, the others as far as the contact; then all go on at once.
      await tx.query('select from step_total for update');
      return replies.reduce<Promise<Promise<void>[]>>(async (started, reply, index) => {
        const consuming = [...(await started), consume([[reply]])];
        await waiting(index + 1);
        return consuming;
      }, Promise.resolve([]));
    });
    await Promise.all(consumers);

    const expected = expectedTotals([...sent, ...again, ...replies]);
    expect(
      await storedTotals(
        database,
        toOne.map(({ campaign_id }) => campaign_id),
      ),
    ).toEqual(expected);
  });

  it('are the same when they are rebuilt from the stored facts', async () => {
    await assert(
      asyncProperty(delivery, async (batches) => {
        const { observed, campaignIds } = observe(batches);
        await consume(observed);
        const projected = await storedTotals(database, campaignIds);

        await rebuildTotals();

        expect(await storedTotals(database, campaignIds)).toEqual(projected);
        await consume(observed);
        expect(await storedTotals(database, campaignIds)).toEqual(projected);
      }),
      { numRuns: 15 },
    );
  });

  it('miss no event that arrives while they are rebuilt', async () => {
    const about = messagesToOneContact(40).map((message) => happened(message, 'sent', 0));

    await Promise.all([consume(about.map((observation) => [observation])), rebuildTotals(), rebuildTotals()]);

    expect(
      await storedTotals(
        database,
        about.map(({ campaign_id }) => campaign_id),
      ),
    ).toEqual(expectedTotals(about));
  });
});

describe('an event that comes again', () => {
  it('changes no row', async () => {
    const { observed } = observe([[{ message: 0, milestone: 'sent', quarters: 1 }]]);
    const written = () =>
      database.query(`select 'fact', xmin::text, send_id::text from email_fact union all
        select 'step', xmin::text, step_id::text from step_total order by 3`);
    await consume(observed);
    const before = await written();

    await consume(observed);

    expect(await written()).toEqual(before);
  });
});

describe('an event that carries another workspace than its message', () => {
  it('changes neither the fact nor a total', async () => {
    const [message] = messagesToOneContact(1);
    if (message === undefined) throw new Error('one message');
    await consume([[happened(message, 'sent', 0)], [happened(message, 'replied', 1)]]);
    const rows = () =>
      Promise.all(
        ['email_fact', 'contact_fact', 'step_total', 'quarter_total'].map((table) =>
          database.query(`select to_jsonb(t)::text as row from ${table} t where campaign_id = $1`, [
            uuidOf(message.campaign_id),
          ]),
        ),
      );
    const before = await rows();

    const forged = { ...message, workspace_id: newId('ws') };
    await consume([[happened(forged, 'opened', -2)], [happened(forged, 'sent', -2)]]);
    await consume([[happened(forged, 'replied', -2)]]);
    expect(await rows()).toEqual(before);
  });
});
