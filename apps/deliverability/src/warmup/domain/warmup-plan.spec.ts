import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId } from '#kernel';
import { planDay, rampOf, type WarmingAccount, type WarmupDay } from './warmup-plan.js';

const HOUR_MS = 3_600_000;
const FROM = new Date('2026-05-04T09:00:00Z');

const anAccount = (changes: Partial<WarmingAccount> = {}): WarmingAccount => ({
  id: newId('ea'),
  days: 0,
  isPlanned: false,
  answers: [],
  ...changes,
});

const aDay = (changes: Partial<WarmupDay> = {}): WarmupDay => ({
  campaignId: newId('camp'),
  day: '2026-05-04',
  ramp: { start: 2, step: 1, ceiling: 20 },
  open: { from: FROM, until: new Date(FROM.getTime() + 8 * HOUR_MS) },
  accounts: [anAccount(), anAccount(), anAccount()],
  ...changes,
});

const anyRamp = fc
  .record({ start: fc.integer({ min: 1, max: 20 }), step: fc.integer({ min: 0, max: 5 }) })
  .chain(({ start, step }) =>
    fc.integer({ min: start, max: 40 }).map((ceiling) => ({ start, step, ceiling })),
  );
const anyDay: fc.Arbitrary<WarmupDay> = fc
  .record({
    ramp: anyRamp,
    size: fc.integer({ min: 2, max: 9 }),
    days: fc.integer({ min: 0, max: 60 }),
    date: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ ramp, size, days, date }) =>
    aDay({
      ramp,
      day: `2026-05-${date}`,
      accounts: Array.from({ length: size }, () => anAccount({ days })),
    }),
  );

const sentBy = (day: WarmupDay, { id }: WarmingAccount) =>
  planDay(day).messages.filter(({ from }) => from === id);

describe('the ramp', () => {
  it('starts low, rises by its step each day and ends at its ceiling', () => {
    const ramp = { start: 2, step: 1, ceiling: 20 };
    expect([0, 1, 5, 17, 18, 19, 400].map((days) => rampOf(ramp, days))).toEqual([2, 3, 7, 19, 20, 20, 20]);
  });
});

describe('the plan of a day', () => {
  it('has as many messages of each account as its ramp says, within the window', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        for (const account of day.accounts) {
          const messages = sentBy(day, account);
          expect(messages).toHaveLength(rampOf(day.ramp, account.days));
          for (const { dueAt } of messages) {
            expect(dueAt.getTime()).toBeGreaterThanOrEqual(day.open.from.getTime());
            expect(dueAt.getTime()).toBeLessThan(day.open.until.getTime());
          }
        }
      }),
    );
  });

  it('lets nobody write to itself, and gives all others equally many, plus or minus one', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { messages } = planDay(day);
        const received = day.accounts.map(({ id }) => messages.filter(({ to }) => to === id).length);
        expect(messages.filter(({ from, to }) => from === to)).toEqual([]);
        expect(Math.max(...received) - Math.min(...received)).toBeLessThanOrEqual(1);
        for (const account of day.accounts) {
          const partners = day.accounts
            .filter(({ id }) => id !== account.id)
            .map(({ id }) => sentBy(day, account).filter(({ to }) => to === id).length);
          expect(Math.max(...partners) - Math.min(...partners)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is the same for the same facts, whatever the order of its accounts, and another one on another day', () => {
    const day = aDay({ accounts: Array.from({ length: 5 }, () => anAccount({ days: 9 })) });
    const timesOf = (each: WarmupDay) => planDay(each).messages.map(({ dueAt }) => dueAt.getTime());

    expect(planDay({ ...day, accounts: day.accounts.toReversed() })).toEqual(planDay(day));
    expect(timesOf({ ...day, day: '2026-05-05' })).not.toEqual(timesOf(day));
  });

  it('counts the answers that are planned already, and drops those beyond the ramp', () => {
    const answers = [newId('send'), newId('send'), newId('send')];
    const [some, many, none] = [
      anAccount({ answers: answers.slice(0, 1) }),
      anAccount({ answers }),
      anAccount(),
    ];
    const day = aDay({ accounts: [some, many, none] });

    expect([some, many, none].map((account) => sentBy(day, account).length)).toEqual([1, 0, 2]);
    expect(planDay(day).dropped).toEqual(answers.slice(2));
  });

  it('leaves an account alone that is planned, and lets others write to it', () => {
    const [planned, other] = [anAccount({ isPlanned: true }), anAccount()];
    const plan = planDay(aDay({ accounts: [planned, other] }));

    expect(plan.planned).toEqual([other.id]);
    expect(plan.messages.map(({ from, to }) => [from, to])).toEqual([
      [other.id, planned.id],
      [other.id, planned.id],
    ]);
  });

  it('plans nobody where there are not two accounts, so that no day of the ramp is lost', () => {
    expect(planDay(aDay({ accounts: [anAccount()] })).planned).toEqual([]);
  });

  it('has no more messages than the rest of a window can hold with the shortest gaps', () => {
    const open = { from: FROM, until: new Date(FROM.getTime() + 5 * 60_000) };
    const account = anAccount({ days: 30 });

    expect(sentBy(aDay({ open, accounts: [account, anAccount()] }), account)).toHaveLength(4);
  });
});
