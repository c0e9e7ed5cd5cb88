import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReplyListItem, SERVICES } from '#contracts';
import { eventually, ImapServer } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { migrateAll } from '../../apps/standalone/src/services.js';
import { build } from '../../tools/build.mjs';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { receivedMessages, type ReceivedMessage } from '../support/received-messages.js';
import { startChaosSystem, type ChaosSystem } from './chaos-system.js';

const CONTACTS = 300;
const KILLS = 3;
const MINUTE = 60_000;

/** Every contact answers the first message, while the service that reads the answers is killed again and again. */
describe('the service that receives mail', () => {
  let system: ChaosSystem;
  let imap: ImapServer;

  beforeAll(async () => {
    await build();
    imap = await ImapServer.start();
    system = await startChaosSystem();
    await migrateAll(() => system.databaseUrl);
    await Promise.all(SERVICES.map((service) => system.services.start(service)));
  }, 3 * MINUTE);
  afterAll(async () => {
    await system.stop();
    await imap.stop();
  }, MINUTE);

  it(
    'counts no answer twice and misses none, wherever it is killed',
    async () => {
      const rest = await createWorkspace(system.baseUrl);
      const accounts = await createSendingAccounts(rest, {
        smtpPort: system.mailbox.smtpPort,
        imap: mailboxOf,
      });
      await eventually(() => expect(imap.connections).toBe(accounts.length), { timeoutMs: MINUTE });
      await createContacts(rest, CONTACTS);
      const { id } = await createCampaign(rest, accounts, { stop_on_reply: true }, { delayMinutes: 1_440 });
      await rest.act(`campaigns/${id}/launch/`);
      await eventually(async () => expect(await sent()).toHaveLength(CONTACTS), { timeoutMs: MINUTE });

      const messages = await sent();
      for (let kill = 0; kill <= KILLS; kill += 1) {
        const part = messages.filter((_, n) => n % (KILLS + 1) === kill);
        for (const message of part) answer(message);
        if (kill === KILLS) break;
        await eventually(
          async () => expect((await replies(rest)).length).toBeGreaterThan((kill * CONTACTS) / (KILLS + 1)),
          {
            timeoutMs: MINUTE,
          },
        );
        await system.services.kill('inbound');
        await system.services.start('inbound');
      }
      await expectEveryAnswerOnce(rest);
    },
    6 * MINUTE,
  );

  const sent = async (): Promise<ReceivedMessage[]> => receivedMessages(system.mailbox.url);

  /** A mailbox at the test server, and its login. */
  function mailboxOf(email: string) {
    const { user, password } = imap.add(email);
    return { host: '127.0.0.1', port: imap.port, secure: false, require_tls: false, user, password };
  }

  /** Into the mailbox of the account that sent the message. */
  function answer({ from, to, message_id }: ReceivedMessage): void {
    const lines = [
      `From: ${to}`,
      `To: ${from}`,
      'Subject: Re: Hello',
      `Message-ID: <${crypto.randomUUID()}@recipient.example>`,
      `In-Reply-To: ${message_id}`,
    ];
    const box = imap.mailboxOf(from);
    if (box === undefined) throw new Error(`${from} has no mailbox`);
    box.add([...lines, '', 'Yes, please call me.', ''].join('\r\n'));
  }

  const replies = (rest: RestClient): Promise<ReplyListItem[]> => rest.all(ReplyListItem, 'replies/');

  async function expectEveryAnswerOnce(rest: RestClient): Promise<void> {
    const answered = async () => (await replies(rest)).map(({ contact_id }) => contact_id);
    await eventually(async () => expect(new Set(await answered()).size).toBe(CONTACTS), {
      timeoutMs: 2 * MINUTE,
    });
    expect(await answered()).toHaveLength(CONTACTS);
  }
});
