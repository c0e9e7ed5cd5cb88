import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { useServers, type ServiceCore } from '#testing';
import { NOON, startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import { CANCEL_ARCHIVED } from './campaign-send-states.sql.js';
import { Claims } from './claims.js';

const servers = useServers();
let core: ServiceCore;
let seeder: Seeder;

beforeAll(async () => {
  core = await startCore(servers.databaseUrl, [Claims]);
  seeder = new Seeder(core.database);
});
afterAll(() => core.close());

const delegate = (campaign: string) =>
  core.database.query(`update send set status = 'delegated' where campaign_id = $1`, [campaign]);

it('no claim takes a delegated send, even of a campaign that is due for a look', async () => {
  const campaign = await seeder.campaign({ accounts: await seeder.accounts(2) });
  await seeder.sends({ campaign, count: 5, dueAt: NOON });
  await delegate(campaign);
  const claim = await core.get(Claims).claim({
    instance: '00000000-0000-4000-8000-000000000001',
    size: 100,
    busy: [],
    except: [],
    now: new Date(NOON.getTime() + 60_000),
  });
  expect(claim?.sends ?? []).toEqual([]);
});

it('an archive finds what is scheduled and delegated by an index each, beside 100,000 sent messages', async () => {
  const campaign = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign, count: 100_000, dueAt: NOON });
  await core.database.query(
    `update send set status = 'sent', sent_at = due_at, message_id = 'm' where campaign_id = $1`,
    [campaign],
  );
  await seeder.sends({ campaign, count: 20, dueAt: NOON });
  await core.database.query(
    `update send set status = 'delegated' where id in (
       select id from send where campaign_id = $1 and status = 'scheduled' limit 10)`,
    [campaign],
  );
  await core.database.query('update campaign_send_state set archived = true where campaign_id = $1', [
    campaign,
  ]);
  await core.database.query('vacuum analyze send');
  const [row] = await core.database.query<Explained>(
    `explain (analyze, buffers, format json) ${CANCEL_ARCHIVED}`,
    [NOON, [campaign]],
  );
  const plan = JSON.stringify(row);

  expect(plan).toContain('send_waiting');
  expect(plan).toContain('send_delegated');
  expect(row?.['QUERY PLAN'][0]?.Plan['Shared Hit Blocks']).toBeLessThan(1_000);
  const left = await core.database.query(
    `select from send where campaign_id = $1 and status in ('scheduled', 'delegated')`,
    [campaign],
  );
  expect(left).toEqual([]);
});

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Shared Hit Blocks': number } }[];
}
