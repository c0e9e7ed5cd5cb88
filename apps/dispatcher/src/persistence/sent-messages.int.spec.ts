import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SentMessage } from '#contracts';
import { idOf, newId } from '#kernel';
import { useServers, type ServiceCore } from '#testing';
import { NOON, startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import { SentMessages, type StoredMessageQuery } from './sent-messages.js';
import { BY_ADDRESS } from './sent-messages.sql.js';

const SINCE = '2026-04-01T00:00:00.000Z';
const ADDRESS = 'contact1@example.org';
const servers = useServers();
let core: ServiceCore;
let seeder: Seeder;

beforeAll(async () => {
  core = await startCore(servers.databaseUrl, [SentMessages]);
  seeder = new Seeder(core.database);
});
afterAll(() => core.close());

const find = (...queries: StoredMessageQuery[]): Promise<(SentMessage | null)[]> =>
  core.get(SentMessages).find(queries);

/** One send of a new account to `ADDRESS`, in the given state. */
async function aSend(columns: string): Promise<{ account: string; id: string }> {
  const [account = ''] = await seeder.accounts(1);
  return { account, id: await another(account, columns) };
}

async function another(account: string, columns: string): Promise<string> {
  const campaign = await seeder.campaign({ accounts: [account] });
  await seeder.sends({ campaign, count: 1, dueAt: NOON, account });
  const [row] = await core.database.query<{ id: string }>(
    `update send set ${columns} where campaign_id = $1 returning id`,
    [campaign],
  );
  return row?.id ?? '';
}

const to = (account: string, changes: { email?: string; since?: string } = {}): StoredMessageQuery => ({
  sending_account_id: idOf('ea', account),
  email: ADDRESS,
  since: SINCE,
  ...changes,
});

const sentAt = (at: string): string =>
  `status = 'sent', message_id = '<m@x>', subject = 'Hi', sent_at = '${at}'`;
const CLAIMED = `claim_id = gen_random_uuid(), claimed_by = gen_random_uuid(), claimed_at = now()`;
const LEAVING = `status = 'sending', ${CLAIMED}, delivery_started_at = '${NOON.toISOString()}'`;

describe('a sent message', () => {
  it('is found by its id, and by its account and address in any case, with all that an event says', async () => {
    const { account, id } = await aSend(sentAt('2026-05-04T12:00:00Z'));

    const results = await find(
      { send_id: newId('send') },
      { send_id: idOf('send', id) },
      to(account, { email: 'CONTACT1@Example.org' }),
    );

    const message = {
      send_id: idOf('send', id),
      workspace_id: idOf('ws', seeder.workspace),
      sending_account_id: idOf('ea', account),
      email: ADDRESS,
      step_number: 2,
      variant: null,
      status: 'sent',
      message_id: '<m@x>',
      subject: 'Hi',
      sent_at: '2026-05-04T12:00:00.000Z',
    };
    expect(results).toMatchObject([null, message, message]);
  });

  it('is the latest one to the address, and none from before', async () => {
    const { account } = await aSend(sentAt('2026-05-04T12:00:00Z'));
    const latest = await another(account, sentAt('2026-05-06T12:00:00Z'));
    await another(account, sentAt('2026-05-05T12:00:00Z'));

    const [found, tooOld] = await find(to(account), to(account, { since: '2026-05-06T12:00:00.001Z' }));

    expect(found?.send_id).toBe(idOf('send', latest));
    expect(tooOld).toBeNull();
  });

  it('is none of another account or to another address', async () => {
    const { account } = await aSend(sentAt('2026-05-04T12:00:00Z'));
    const [other = ''] = await seeder.accounts(1);

    expect(await find(to(other), to(account, { email: 'contact2@example.org' }))).toEqual([null, null]);
  });

  it.each([
    ['that bounced', `status = 'bounced', bounced_at = '2026-05-04T12:00:00Z'`, true],
    ['in doubt', `status = 'indeterminate', delivery_started_at = '2026-05-04T12:00:00Z'`, true],
    ['that is leaving', LEAVING, true],
    ['that is claimed', `status = 'sending', ${CLAIMED}`, false],
    ['that waits', `status = 'scheduled'`, false],
    ['that was canceled', `status = 'canceled'`, false],
    ['that failed', `status = 'failed'`, false],
  ])('%s: whether it may have left decides', async (_, columns, mayHaveLeft) => {
    const { account, id } = await aSend(columns);

    const found = await find({ send_id: idOf('send', id) }, to(account));

    expect(found.map((message) => message !== null)).toEqual([mayHaveLeft, mayHaveLeft]);
  });

  it('is found by an index, in a handful of blocks, among all messages of its account', async () => {
    const [account = ''] = await seeder.accounts(1);
    const campaign = await seeder.campaign({ accounts: [account] });
    await seeder.sends({ campaign, count: 20_000, dueAt: NOON, account });
    await core.database.query(
      `update send set status = 'sent', sent_at = due_at, message_id = id::text where campaign_id = $1`,
      [campaign],
    );
    await core.database.query('vacuum analyze send');
    const addresses = Array.from({ length: 20 }, (_, at) => `contact${at * 900 + 1}@example.org`);
    const values = [addresses.map(() => account), addresses, addresses.map(() => SINCE)];

    const explain = `explain (analyze, buffers, timing off, format json) ${BY_ADDRESS}`;
    const [row] = await core.database.query<Explained>(explain, values);
    const plan = row?.['QUERY PLAN'][0]?.Plan;

    expect(JSON.stringify(plan)).toContain('send_to_address');
    expect(plan?.['Shared Hit Blocks']).toBeLessThan(20 * 8);
  });
});

interface Explained {
  readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Shared Hit Blocks': number } }[];
}
