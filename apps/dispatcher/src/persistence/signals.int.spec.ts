import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, record, type Arbitrary } from 'fast-check';
import { idOf, newId } from '#kernel';
import { useServers, type ServiceCore } from '#testing';
import { NOON, startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import type { Signal } from '../domain/signal.js';
import { Signals, type SeenSignal } from './signals.js';

const SENDS = 3;
const KINDS: readonly Signal[] = ['opened', 'clicked', 'replied', 'unsubscribed'];
const servers = useServers();
let core: ServiceCore;
let seeder: Seeder;

beforeAll(async () => {
  core = await startCore(servers.databaseUrl, [Signals]);
  seeder = new Seeder(core.database);
});
afterAll(() => core.close());

interface LoggedRow extends Record<`${Signal}_at`, Date | null> {
  readonly id: string;
}

async function someSends(): Promise<string[]> {
  const campaign = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign, count: SENDS, dueAt: NOON });
  const rows = await core.database.query<{ id: string }>('select id from send where campaign_id = $1', [
    campaign,
  ]);
  return rows.map(({ id }) => id);
}

const logged = (ids: readonly string[]): Promise<LoggedRow[]> =>
  core.database.query<LoggedRow>(
    `select id, opened_at, clicked_at, replied_at, unsubscribed_at from send
     where id = any ($1::uuid[]) order by array_position($1::uuid[], id)`,
    [ids],
  );

const happening = record({
  send: nat(SENDS - 1),
  signal: constantFrom(...KINDS),
  minute: nat(5),
});
type Happening = typeof happening extends Arbitrary<infer T> ? T : never;

const timeOf = ({ minute }: Happening): Date => new Date(NOON.getTime() + minute * 60_000);

it('the send log is the same after any order, repetition and batching of what recipients did', async () => {
  const courses = array(array(happening, { maxLength: 5 }), { maxLength: 6 });
  await assert(
    asyncProperty(courses, async (batches) => {
      const ids = await someSends();
      for (const batch of batches) {
        await core.get(Signals).record(batch.map((each) => seen(ids, each)));
      }

      const happened = batches.flat();
      const first = (send: number, signal: Signal): Date | null =>
        happened
          .filter((each) => each.send === send && each.signal === signal)
          .map(timeOf)
          .toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
      expect(await logged(ids)).toEqual(
        ids.map((id, send) => ({
          id,
          ...Object.fromEntries(KINDS.map((signal) => [`${signal}_at`, first(send, signal)])),
        })),
      );
    }),
    { numRuns: 40 },
  );
});

const seen = (ids: readonly string[], each: Happening): SeenSignal => ({
  send_id: idOf('send', ids[each.send] ?? ''),
  workspace_id: idOf('ws', seeder.workspace),
  signal: each.signal,
  at: timeOf(each).toISOString(),
});

it('a message of another workspace stays as it is', async () => {
  const ids = await someSends();
  const before = await logged(ids);

  await core
    .get(Signals)
    .record([{ ...seen(ids, { send: 0, signal: 'replied', minute: 0 }), workspace_id: newId('ws') }]);

  expect(await logged(ids)).toEqual(before);
});
