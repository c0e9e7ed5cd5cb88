import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignResource, SendView, SERVICES } from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { migrateAll } from '../../apps/standalone/src/services.js';
import { build } from '../../tools/build.mjs';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { receivedMessages, textOf } from '../support/received-messages.js';
import { BaseBackup } from './base-backup.js';
import { startChaosSystem, type ChaosSystem } from './chaos-system.js';

const run = promisify(execFile);
const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const CONTACTS = 2_000;
const MINUTE = 60_000;

/** The database of a system that sends is backed up, and lost later with all that was sent since, and with NATS. */
describe('a database that was restored from a back-up', () => {
  let system: ChaosSystem;
  let folder: string;

  beforeAll(async () => {
    await build();
    folder = await mkdtemp(join(tmpdir(), 'nimbus-backup-'));
    system = await startChaosSystem();
    await migrateAll(() => system.databaseUrl);
    await startAll();
  }, 3 * MINUTE);
  afterAll(async () => {
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  }, MINUTE);

  it(
    'sends nothing until the operator has told, then goes on without a second message to anybody',
    async () => {
      const rest = await createWorkspace(system.baseUrl);
      const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
      await createContacts(rest, CONTACTS);
      const { id } = await createCampaign(rest, accounts, {}, { delayMinutes: 2 });
      await rest.act(`campaigns/${id}/launch/`);

      await untilSent(200);
      const backup = await BaseBackup.take(system.databaseUrl, join(folder, 'data'));
      const backedUp = system.mailbox.count();
      await untilSent(backedUp + 300);
      await killAll();
      const lostAt = new Date();
      const sent = system.mailbox.count();
      await beginAgainFrom(backup);

      await startAll();
      await eventually(() => expect(system.services.lastLines()).toContain('Nothing is sent'), {
        timeoutMs: MINUTE,
      });
      expect(system.mailbox.count()).toBe(sent);
      await system.services.stopAll();

      const report = await tellTheTool(lostAt);
      await startAll();
      await untilCompleted(rest, id);
      const { doubtful, doubled, missing } = await compare(rest, id);
      expect({ doubled, missing }).toEqual({ doubled: [], missing: [] });
      expect(doubtful).toBeGreaterThanOrEqual(sent - backedUp);
      const [, reported] = new RegExp(`^${id}  (\\d+) sends$`, 'm').exec(report) ?? [];
      expect(Number(reported)).toBeGreaterThan(0);
      expect(Number(reported)).toBeLessThanOrEqual(doubtful);
    },
    8 * MINUTE,
  );

  const startAll = async (): Promise<void> => {
    await Promise.all(SERVICES.map((service) => system.services.start(service)));
  };

  const untilSent = (messages: number): Promise<void> =>
    eventually(() => expect(system.mailbox.count()).toBeGreaterThan(messages), { timeoutMs: MINUTE });

  async function killAll(): Promise<void> {
    await Promise.all(SERVICES.map((service) => system.services.kill(service)));
    await Promise.all([system.killPostgres(), system.killNats()]);
  }

  async function beginAgainFrom(backup: BaseBackup): Promise<void> {
    await Promise.all([backup.restore(), system.emptyNats()]);
    await Promise.all([system.startPostgres(), system.startNats()]);
    await nimbus('migrate');
  }

  async function nimbus(...args: string[]): Promise<string> {
    const env = { ...process.env, ...system.operator, NODE_OPTIONS: '' };
    const { stdout } = await run(process.execPath, [at('dist/apps/nimbus/src/main.js'), ...args], { env });
    return stdout;
  }

  /** As docs/operating.md says. The tool refuses while the dispatchers of the back-up may still run. */
  async function tellTheTool(lostAt: Date): Promise<string> {
    const [, command = ''] =
      /npm run nimbus -- (restore --lost-at) /.exec(await readFile(at('docs/operating.md'), 'utf8')) ?? [];
    const args = [...command.split(' '), lostAt.toISOString()];
    return eventually(() => nimbus(...args), { timeoutMs: MINUTE });
  }

  const untilCompleted = (rest: RestClient, id: string): Promise<void> =>
    eventually(
      async () =>
        expect(await rest.get(CampaignResource, `campaigns/${id}/`)).toMatchObject({ status: 'completed' }),
      { timeoutMs: 4 * MINUTE, intervalMs: 250 },
    );

  /** The sends that the system lists, beside the messages that arrived. */
  async function compare(rest: RestClient, id: string) {
    const arrived = new Map<string, number>();
    for (const message of await receivedMessages(system.mailbox.url)) {
      // By its text: after a first message that is in doubt, the second one begins a thread and has the same subject.
      const text = await textOf(system.mailbox.url, message);
      const key = `${message.to} ${text.includes('Second') ? 2 : 1}`;
      arrived.set(key, (arrived.get(key) ?? 0) + 1);
    }
    const missing: string[] = [];
    let doubtful = 0;
    for await (const send of rest.each(SendView, `campaigns/${id}/sends/`)) {
      const key = `${send.email} ${send.step_number}`;
      if (send.status === 'indeterminate') doubtful += 1;
      else if (send.status !== 'sent' || !arrived.has(key)) missing.push(`${key} ${send.status}`);
    }
    const doubled = [...arrived].filter(([, times]) => times > 1).map(([key]) => key);
    return { doubtful, doubled, missing };
  }
});
