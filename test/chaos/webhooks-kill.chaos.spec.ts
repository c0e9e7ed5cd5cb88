import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContactView, CreatedWebhook, SERVICES } from '#contracts';
import { eventually } from '#testing';
import { migrateAll } from '../../apps/standalone/src/services.js';
import { Receiver } from '../../apps/webhooks/test/receiver.js';
import { build } from '../../tools/build.mjs';
import { createContacts, createWorkspace } from '../support/campaign-fixtures.js';
import { startChaosSystem, type ChaosSystem } from './chaos-system.js';

const CONTACTS = 1_000;
const MINUTE = 60_000;

/** Contacts are created, of each of which a webhook is to hear, while one part is killed with SIGKILL and started again. */
describe('a part that is killed and restarted while webhooks are sent', () => {
  let system: ChaosSystem;
  let receiver: Receiver;

  beforeAll(async () => {
    await build();
    receiver = await Receiver.start();
    system = await startChaosSystem();
    await migrateAll(() => system.databaseUrl);
    await Promise.all(SERVICES.map((service) => system.services.start(service)));
  }, 5 * MINUTE);
  afterAll(async () => {
    await system.stop();
    await receiver.stop();
  }, MINUTE);

  const killAndRestart: Record<string, () => Promise<void>> = {
    webhooks: async () => {
      await system.services.kill('webhooks');
      await system.services.start('webhooks');
    },
    'nats-server': async () => {
      await system.killNats();
      await system.startNats();
    },
    PostgreSQL: async () => {
      await system.killPostgres();
      await system.startPostgres();
    },
  };

  it.each(Object.keys(killAndRestart))(
    '%s loses no event',
    async (victim) => {
      const rest = await createWorkspace(system.baseUrl);
      const path = `/${victim}`;
      await rest.post(CreatedWebhook, 'webhooks/', {
        name: 'Chaos',
        url: receiver.url + path,
        event_subscriptions: ['contact.created'],
      });
      await createContacts(rest, CONTACTS);
      await eventually(() => expect(receiver.eventsAt(path).length).toBeGreaterThan(50), {
        timeoutMs: MINUTE,
      });
      await killAndRestart[victim]?.();

      const contacts = await eventually(() => rest.all(ContactView, 'contacts/'), { timeoutMs: MINUTE });
      expect(contacts).toHaveLength(CONTACTS);
      await eventually(() => expect(contactsAt(path)).toEqual(new Set(contacts.map(({ id }) => id))), {
        timeoutMs: 2 * MINUTE,
      });
    },
    5 * MINUTE,
  );

  /** The contacts of the events that arrived; the test event has none. */
  function contactsAt(path: string): Set<string> {
    const bodies = receiver
      .at(path)
      .map(({ body }): { type: string; data: { contact: { id: string } } } => JSON.parse(body));
    return new Set(
      bodies.filter(({ type }) => type === 'contact.created').map(({ data }) => data.contact.id),
    );
  }
});
