import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { RebuildHealth, type SendingAccountView } from '#contracts';
import { MovableClock, newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { hourOf } from '../src/health/domain/hour-figures.js';
import type { MessageFact } from '../src/health/domain/message-fact.js';
import { MessageFacts } from '../src/health/persistence/message-facts.js';
import { DeliverabilityHarness } from './deliverability-harness.js';
import { expectedOf, histories, piecesOf, type History } from './shuffled-events.js';

const RUNS = 15;
const HALF_AN_HOUR_MS = 1_800_000;

const servers = useServers();
let replicas: readonly [DeliverabilityHarness, DeliverabilityHarness];

beforeAll(async () => {
  const keys = { SECRETS_KEY: randomBytes(32).toString('base64') };
  const clock = new MovableClock();
  // no hour ends within the test
  clock.travelTo(new Date(hourOf(clock.now()).getTime() + HALF_AN_HOUR_MS));
  replicas = [
    await DeliverabilityHarness.start(servers, keys, clock),
    await DeliverabilityHarness.start(servers, keys, clock),
  ];
});
afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

async function rebuild(): Promise<number> {
  let accounts = 0;
  let after: Id<'ea'> | null = null;
  do {
    const range: { accounts: number; next: Id<'ea'> | null } = await replicas[0].rpc.request(RebuildHealth, {
      after,
    });
    accounts += range.accounts;
    after = range.next;
  } while (after !== null);
  return accounts;
}

const FIGURES = `
  select health.*, account.reputation, account.cumulative_sends, account.warmup_started_at, account.health_score
  from account_health health join sending_account account on account.id = health.account_id
  where account.id = $1`;
const HOURS = `select * from account_hour where account_id = any($1::uuid[]) order by account_id, hour`;

/** An hour whose figures have all come back to zero is as good as none. */
const EMPTY = `delete from account_hour where sent = 0 and bounced = 0 and complained = 0 and opened = 0 and replied = 0
  and unsubscribed = 0 and warmup_sent = 0 and warmup_bounced = 0 and placed_inbox = 0 and placed_spam = 0`;

async function figuresOf({ id }: SendingAccountView) {
  const [row] = await replicas[0].database.query<Record<string, unknown>>(FIGURES, [uuidOf(id)]);
  return row;
}

async function hoursOf(accounts: readonly SendingAccountView[]) {
  await replicas[0].database.query(EMPTY);
  return replicas[0].database.query(HOURS, [accounts.map(({ id }) => uuidOf(id))]);
}

/** Both replicas work at the same time, each through its own batches. */
async function deliver(pieces: readonly MessageFact[], cuts: readonly number[]): Promise<void> {
  const batches = cutInto(pieces, cuts);
  const work = async (replica: number) => {
    const facts = replicas[replica === 0 ? 0 : 1].service.app.get(MessageFacts);
    for (const batch of batches.filter((_, place) => place % 2 === replica)) await facts.record(batch);
  };
  await Promise.all([work(0), work(1)]);
}

function cutInto<T>(all: readonly T[], cuts: readonly number[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0, turn = 0; from < all.length; turn += 1) {
    const length = cuts[turn % cuts.length] ?? 1;
    batches.push(all.slice(from, from + length));
    from += length;
  }
  return batches;
}

const accountsOf = (workspaceId: Id<'ws'>) =>
  Promise.all([0, 1, 2].map(() => replicas[0].account(workspaceId)));

async function expectFigures(accounts: readonly SendingAccountView[], history: History, now: Date) {
  for (const [place, account] of accounts.entries()) {
    const { cumulative, ...expected } = expectedOf(history, place, now);
    expect(await figuresOf(account)).toMatchObject({ ...expected, cumulative_sends: cumulative });
  }
}

describe('the health of accounts', () => {
  it('is that of the model to the last digit, however often, in whatever order and to whichever replica events come; and a rebuild changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        async (history, cuts, ranks) => {
          const accounts = await accountsOf(newId('ws'));
          const now = replicas[0].clock.now();
          const pieces = piecesOf(history, accounts, now);
          const thrice = [...pieces, ...pieces, ...pieces]
            .map((piece) => ({ piece, rank: Number(ranks.next().value) }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ piece }) => piece);

          await deliver(thrice, cuts);
          await replicas[0].refreshed();
          await expectFigures(accounts, history, now);

          const before = await hoursOf(accounts);
          await Promise.all([rebuild(), deliver(thrice, cuts)]);
          await replicas[0].refreshed();
          expect(await hoursOf(accounts)).toEqual(before);
          await expectFigures(accounts, history, now);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('a rebuild', () => {
  it('counts wrong and missing hours anew from the facts, and leaves what was imported and folded', async () => {
    const account = await replicas[0].warmAccount(newId('ws'));
    const now = replicas[0].clock.now();
    const history: History = [
      {
        account: 0,
        warmup: false,
        spam: null,
        minutesAgo: {
          sent: 100,
          bounced: null,
          complained: null,
          opened: 50,
          replied: null,
          unsubscribed: null,
        },
      },
    ];
    await deliver(piecesOf(history, [account], now), [1]);
    const { database } = replicas[0];
    await database.query('update account_health set folded_sends = 30 where account_id = $1', [
      uuidOf(account.id),
    ]);
    await database.query('update account_hour set sent = 99 where account_id = $1', [uuidOf(account.id)]);
    await database.query(
      `insert into account_hour (account_id, workspace_id, hour, bounced)
       select account_id, workspace_id, hour - interval '9 hours', 7 from account_hour where account_id = $1 limit 1`,
      [uuidOf(account.id)],
    );

    expect(await Promise.all([rebuild(), rebuild()])).toEqual([expect.any(Number), expect.any(Number)]);
    await replicas[0].refreshed();

    expect(await figuresOf(account)).toMatchObject({
      month_sent: 1,
      month_bounced: 0,
      month_opened: 1,
      cumulative_sends: 431,
    });
  });
});

describe('hours and messages older than forty days', () => {
  it('are folded into the total, so that nothing grows and nothing is lost', async () => {
    const account = await replicas[0].account(newId('ws'));
    const { database } = replicas[0];
    const sent = replicas[0].sent(account);
    await replicas[0].service.app.get(MessageFacts).record(
      piecesOf(
        [
          {
            account: 0,
            warmup: true,
            spam: null,
            minutesAgo: {
              sent: 5,
              bounced: null,
              complained: null,
              opened: null,
              replied: null,
              unsubscribed: null,
            },
          },
        ],
        [account],
        new Date(sent.data.at),
      ),
    );
    await database.query(`update account_hour set hour = hour - interval '41 days' where account_id = $1`, [
      uuidOf(account.id),
    ]);
    await database.query(
      `update message_fact set sent_at = sent_at - interval '41 days', first_at = first_at - interval '41 days'
       where account_id = $1`,
      [uuidOf(account.id)],
    );

    await replicas[0].service.app.get(MessageFacts).forget();
    await replicas[0].refreshed();

    expect(await hoursOf([account])).toEqual([]);
    expect(
      await database.query('select from message_fact where account_id = $1', [uuidOf(account.id)]),
    ).toEqual([]);
    expect((await replicas[0].get(account)).warmup.cumulative_sends).toBe(1);
  });
});
