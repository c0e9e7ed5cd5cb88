import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, useServers } from '#testing';
import { STAGES } from '../../deliverability/src/health/domain/warmup-stage.js';
import { WarmupServices } from './warmup-services.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;
const ACCOUNTS = 6;
const RAMP = { start: 2, step: 1, ceiling: 20 };
const WINDOW_MS = 8 * HOUR_MS;
const FIRST_DAY = Date.UTC(2026, 4, 4, 9);
/** It takes a minute and a half alone, and longer beside other suites. */
const BUSY_MACHINE_MS = 15 * MINUTE_MS;
const servers = useServers();
let services: WarmupServices;

beforeAll(async () => {
  services = await WarmupServices.start(servers, new Date(FIRST_DAY - HOUR_MS));
  for (let at = 0; at < ACCOUNTS; at += 1) await services.addAccount(`account${at}@own.example`);
  await services.launch({ warmup: RAMP });
});
afterAll(() => services.stop());

/** Messages of an account on a day, as the table says. */
const countOn = (day: number): number => Math.min(RAMP.start + RAMP.step * day, RAMP.ceiling);

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

/** By days and sends; the reputation of accounts whose messages arrive is never what is missing. */
const stageAfter = (day: number): number => {
  const sends = sum(Array.from({ length: day + 1 }, (_, at) => countOn(at)));
  return STAGES.filter((row) => day >= row.days && sends >= row.sends).at(-1)?.stage ?? 0;
};

async function stages(day: number): Promise<(number | undefined)[]> {
  const sends = sum(Array.from({ length: day + 1 }, (_, at) => countOn(at)));
  return eventually(async () => {
    const views = await services.views();
    expect(views.map(({ warmup }) => warmup.cumulative_sends)).toEqual(Array(ACCOUNTS).fill(sends));
    return views.map(({ warmup }) => warmup.stage);
  });
}

/** One day, from one due message to the next. */
async function live(day: number): Promise<void> {
  const opens = FIRST_DAY + day * DAY_MS;
  services.clock.travelTo(new Date(opens));
  await services.plan();
  await eventually(
    async () => {
      const next = await services.nextTry();
      if (next === null) return;
      services.clock.travelTo(new Date(Math.max(services.clock.now().getTime(), stepTo(next, opens))));
      await services.work();
      throw new Error(`a message is due at ${next.toISOString()}`);
    },
    { intervalMs: 1 },
  );
  await services.settle();
}

/**
 * A few minutes later, so that a step has several messages, and not so near to the end of the window. The schedule of the
 * service hands over as well: a message that it has in hand is due again in a minute, which may be after the end.
 */
function stepTo(next: Date, opens: number): number {
  const closes = opens + WINDOW_MS;
  const step = closes - next.getTime() > HOUR_MS ? 5 * MINUTE_MS : MINUTE_MS / 2;
  return Math.min(next.getTime() + step, closes - 5_000);
}

describe('thirty days of a warmup of six accounts', () => {
  it(
    'hold the ramp to the day, and touch nothing that belongs to contacts',
    async () => {
      const counts: number[][] = [];
      const reached: (number | undefined)[][] = [];
      for (let day = 0; day < DAYS; day += 1) {
        await live(day);
        const { accounts } = await services.report();
        counts.push(accounts.map(({ today }) => today.sent));
        reached.push(await stages(day));
        await services.publishCeilings();
      }

      expect(counts).toEqual(Array.from({ length: DAYS }, (_, day) => Array(ACCOUNTS).fill(countOn(day))));
      expect(reached).toEqual(
        Array.from({ length: DAYS }, (_, day) => Array(ACCOUNTS).fill(stageAfter(day))),
      );
      expect(stageAfter(DAYS - 1)).toBe(4);
      const { accounts } = await services.report();
      const total = sum(counts.flat());
      const totalOf = (of: 'received_inbox' | 'received_spam' | 'answered') =>
        sum(accounts.map(({ total: figures }) => figures[of]));
      expect(totalOf('received_inbox') + totalOf('received_spam')).toBe(total);
      expect(totalOf('received_spam')).toBe(Math.ceil(total / 10));
      expect(totalOf('answered')).toBeGreaterThan(total / 4);

      for (const { email } of services.accounts) {
        const inbox = services.imap.mailboxOf(email);
        expect(inbox?.spam?.messages).toEqual([]);
      }
      const mine = (subject: string): boolean => /^evt\.(?:warmup|account)\./.test(subject);
      for (const service of ['deliverability', 'dispatcher', 'inbound']) {
        expect((await services.subjects(service)).filter((subject) => !mine(subject))).toEqual([]);
      }
      expect(await services.database('inbound').query('select from reply')).toEqual([]);
      expect(await services.database('dispatcher').query('select from send')).toEqual([]);
    },
    BUSY_MACHINE_MS,
  );
});
