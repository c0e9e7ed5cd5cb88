import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignResource, SendView, SERVICES, type ServiceName } from '#contracts';
import { eventually } from '#testing';
import { reconcile } from '../../apps/standalone/src/demo/reconciliation.js';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { migrateAll } from '../../apps/standalone/src/services.js';
import { build } from '../../tools/build.mjs';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { duplicateRecipients, receivedMessages } from '../support/received-messages.js';
import { startChaosSystem, type ChaosSystem } from './chaos-system.js';

const CONTACTS = 2_000;
const GONE = 20;
const STEPS = 2;
const MINUTE = 60_000;

/**
 * A campaign to 2,000 contacts, during which one part is killed with SIGKILL and started again. No message may be lost or
 * doubled: each contact gets each step once, or the send is indeterminate.
 */
describe('a part that is killed and restarted during a campaign', () => {
  let system: ChaosSystem;

  beforeAll(async () => {
    await build();
    system = await startChaosSystem();
    await migrateAll(() => system.databaseUrl);
    await Promise.all(SERVICES.map((service) => system.services.start(service)));
  }, 3 * MINUTE);

  afterAll(() => system.stop(), MINUTE);

  const killAndRestart: Record<string, () => Promise<void>> = {
    ...Object.fromEntries(SERVICES.map((service) => [service, () => restartService(service)])),
    'nats-server': async () => {
      await system.killNats();
      await system.startNats();
    },
    PostgreSQL: async () => {
      await system.killPostgres();
      await system.startPostgres();
    },
  };

  async function restartService(service: ServiceName): Promise<void> {
    await system.services.kill(service);
    await system.services.start(service);
  }

  it.each(Object.keys(killAndRestart))(
    '%s loses nothing and doubles nothing',
    async (victim) => {
      const rest = await createWorkspace(system.baseUrl);
      const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
      await createContacts(rest, CONTACTS, { gone: GONE });
      const { id } = await createCampaign(rest, accounts);
      await rest.act(`campaigns/${id}/launch/`);
      const before = system.mailbox.count();

      await eventually(() => expect(system.mailbox.count() - before).toBeGreaterThan(300), {
        timeoutMs: MINUTE,
      });
      await killAndRestart[victim]?.();

      await untilCompleted(rest, id);
      await expectEverybodyReachedOnce(rest, id);
    },
    5 * MINUTE,
  );

  async function untilCompleted(rest: RestClient, id: string): Promise<void> {
    await eventually(
      async () => {
        const campaign = await rest.get(CampaignResource, `campaigns/${id}/`);
        expect(campaign).toMatchObject({ status: 'completed' });
      },
      { timeoutMs: MINUTE, intervalMs: 250 },
    );
  }

  async function expectEverybodyReachedOnce(rest: RestClient, id: string): Promise<void> {
    await eventually(
      async () => {
        const { differences } = await reconcile(rest, id, system.mailbox.url);
        expect(differences).toEqual([]);
      },
      // messages of a killed consumer are delivered again after the ack wait
      { timeoutMs: MINUTE },
    );
    expect(duplicateRecipients(await receivedMessages(system.mailbox.url))).toEqual([]);

    const ends = { reached: 0, refused: 0 };
    for await (const { email, status } of rest.each(SendView, `campaigns/${id}/sends/`)) {
      const gone = email.startsWith('gone.');
      // an indeterminate send may have arrived; after one, the next step tries a refusing contact again
      expect(gone ? ['bounced', 'indeterminate'] : ['sent', 'indeterminate']).toContain(status);
      if (!gone) ends.reached += 1;
      else if (status === 'bounced') ends.refused += 1;
    }
    expect(ends.reached).toBe((CONTACTS - GONE) * STEPS);
    expect(ends.refused).toBeGreaterThan(GONE / 2);
  }
});
