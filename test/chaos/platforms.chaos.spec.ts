import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignResource, SERVICES } from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { migrateAll } from '../../apps/standalone/src/services.js';
import { build } from '../../tools/build.mjs';
import type { PlatformServer } from '../platforms/platform-server.js';
import { urlsOf, usePlatforms } from '../platforms/use-platforms.js';
import { createCampaign, createContacts, createWorkspace, supervise } from '../support/campaign-fixtures.js';
import { accountsOf, addAccounts, connect } from '../support/platform-fixtures.js';
import { tablesWithAny } from '../support/where-texts-are.js';
import { startChaosSystem, type ChaosSystem } from './chaos-system.js';

const CONTACTS = 120;
const REPLIES = 12;
const MINUTE = 60_000;
const WITHIN = { timeoutMs: 8 * MINUTE, intervalMs: 250 };
/** One request in ten fails. */
const SHARE = 0.1;

/**
 * The platforms fail at random, fall silent, are killed and started again, and so is our service. In the end each contact
 * is there once, both sides have the same state, and each fact is counted once.
 */
describe('platforms and a service that fail while a campaign of each of them runs', () => {
  const platforms = usePlatforms();
  let system: ChaosSystem;
  const hookTokens: string[] = [];

  beforeAll(async () => {
    await build();
    system = await startChaosSystem({
      env: { ...urlsOf(platforms), LOG_LEVEL: 'debug' },
    });
    await migrateAll(() => system.databaseUrl);
    await Promise.all(SERVICES.map((service) => system.services.start(service)));
  }, 5 * MINUTE);
  afterAll(() => system.stop(), MINUTE);

  async function killAndRestart(): Promise<void> {
    await system.services.kill('platforms');
    await system.services.start('platforms');
  }

  it.each(Object.values(platforms))(
    '$platform has every contact once, and each fact counts once',
    async (server: PlatformServer) => {
      const { rest, id } = await launched(server);
      const leads = () => server.campaignOf(id)?.leads ?? [];
      const arrived = (count: number) =>
        eventually(() => expect(leads().length).toBeGreaterThanOrEqual(count), WITHIN);

      server.faults.next('silent_after', { path: /^POST .*(campaign|lead)/ });
      server.faults.atRandom(SHARE);
      await arrived(1);
      await killAndRestart();
      server.faults.next('half_body_after', { path: /lead/ });
      await arrived(CONTACTS / 4);
      await server.kill();
      await killAndRestart();
      await server.start();
      await arrived(CONTACTS / 2);
      await killAndRestart();
      await arrived(CONTACTS);
      expect(leads().map(({ timesPushed }) => timesPushed)).toEqual(leads().map(() => 1));
      expect(new Set(leads().map(({ email }) => email)).size).toBe(CONTACTS);
      expect(leads()).toHaveLength(CONTACTS);

      // The waits after failures grow to five minutes: from here on they are single ones.
      server.faults.none();
      await eventually(async () => expect(await differences(rest, id, server)).toEqual([]), WITHIN);
      server.faults.next('error', { path: /pause|status/, times: 3 });
      server.faults.next('cut_after', { path: /pause|status/ });
      await changeState(rest, id, server, 'pause', 'paused');
      await changeState(rest, id, server, 'resume', 'active');
      await everybodyReads(server, id);
      await eventually(async () => {
        const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
        expect(metrics).toMatchObject({
          total_sent: CONTACTS,
          opened: CONTACTS,
          replied: REPLIES,
          bounced: 0,
        });
      }, WITHIN);
      await eventually(async () => expect(await differences(rest, id, server)).toEqual([]), WITHIN);
      expect(server.hooks.lost).toEqual([]);
    },
    25 * MINUTE,
  );

  it('leave no key and no token of a hook in a table, a stream or a log', async () => {
    const secrets = [...Object.values(platforms).flatMap(({ keys }) => [...keys]), ...hookTokens];
    expect(hookTokens).not.toEqual([]);
    expect(await tablesWithAny(system.databaseUrl, secrets)).toEqual([]);
    const lines = system.services.lines.join('\n');
    const files = await filesOf(system.natsDir);
    expect(files.length).toBeGreaterThan(0);
    for (const secret of secrets) {
      expect(lines).not.toContain(secret);
      expect(files.filter((file) => file.includes(secret))).toEqual([]);
    }
  });

  async function launched(server: PlatformServer): Promise<{ rest: RestClient; id: string }> {
    const rest = await createWorkspace(system.baseUrl);
    await supervise(rest);
    const emails = addAccounts(server, server.platform, 3);
    const connection = await connect(rest, server);
    hookTokens.push(connection.hook.url?.split('/').at(-1) ?? '');
    const accounts = await accountsOf(rest, emails);
    await createContacts(rest, CONTACTS);
    const settings = { platform: server.platform, campaign_type: 'nurture' };
    const ids = accounts.map((account) => account.id);
    const { id } = await createCampaign(rest, ids, settings, { delayMinutes: 10_000 });
    await rest.act(`campaigns/${id}/launch/`);
    return { rest, id };
  }

  /** The service is killed while the platform is told. */
  async function changeState(
    rest: RestClient,
    id: string,
    server: PlatformServer,
    action: 'pause' | 'resume',
    state: string,
  ): Promise<void> {
    await rest.act(`campaigns/${id}/${action}/`);
    await killAndRestart();
    await eventually(async () => {
      const { platform_state } = await rest.get(CampaignResource, `campaigns/${id}/`);
      expect(platform_state).toMatchObject({ status: 'confirmed', observed: state });
      expect(server.campaignOf(id)?.state).toBe(state);
    }, WITHIN);
  }

  /** Everybody gets the first message and opens it, and some reply; the service is killed meanwhile. */
  async function everybodyReads(server: PlatformServer, id: string): Promise<void> {
    const leads = server.campaignOf(id)?.leads ?? [];
    for (const [index, { email }] of leads.entries()) {
      if (server.sendNext(email, id) === undefined) throw new Error(`${email} gets no message`);
      server.open(email);
      if (index < REPLIES) server.reply(email, 'Sounds great, can we talk on Thursday?');
      if (index === CONTACTS / 2) await killAndRestart();
    }
    await server.hooks.idle();
  }
});

/** The differences between our campaign and theirs. */
async function differences(rest: RestClient, id: string, server: PlatformServer): Promise<string[]> {
  const { platform_state: ours } = await rest.get(CampaignResource, `campaigns/${id}/`);
  const theirs = server.campaignOf(id)?.state;
  return [
    ...(ours?.status === 'confirmed' ? [] : [`not confirmed: ${JSON.stringify(ours)}`]),
    ...(ours?.observed === theirs ? [] : [`${JSON.stringify(ours)} here, ${theirs} there`]),
  ];
}

async function filesOf(dir: string): Promise<Buffer[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
}
