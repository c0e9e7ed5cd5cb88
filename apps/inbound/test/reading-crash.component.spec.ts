import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailReplied, FindSentMessages, type SentMessage } from '#contracts';
import { freePort } from '#embedded';
import type { Id } from '#kernel';
import { ended, eventually, spawnService, urlOfUser, useServers, type ImapMailbox } from '#testing';
import type { MailboxAccount } from './mailbox-accounts.js';
import { ReadingHarness, VARIABLES } from './reading-harness.js';
import { messageIdOf, rawMail, sentMessage } from './received-mail-fixtures.js';

/** More than one batch. */
const MAILS = 50;

const servers = useServers();
let inbound: ReadingHarness;
let account: MailboxAccount;
let box: ImapMailbox;
/** Called when the service asks which messages its mails answer, before the answer. */
let onQuestion: () => Promise<void> = () => Promise.resolve();
const sends = new Map<Id<'send'>, SentMessage>();
const processes: ChildProcess[] = [];

beforeAll(async () => {
  inbound = await ReadingHarness.prepare(servers);
  await inbound.stubs.answer(FindSentMessages, async ({ queries }) => {
    await onQuestion();
    return {
      results: queries.map((query) => ('send_id' in query ? (sends.get(query.send_id) ?? null) : null)),
    };
  });
  ({ account, box } = inbound.account('ada@example.com'));
});
afterAll(async () => {
  for (const process of processes) process.kill('SIGKILL');
  await Promise.all(processes.map(ended));
  await inbound.stop();
});

/** One that runs: a signal before that would end it like any program. */
async function aProcess(): Promise<ChildProcess> {
  const port = await freePort();
  const process = spawnService('inbound', {
    DATABASE_URL: servers.databaseUrl,
    NATS_URL: urlOfUser(servers.natsUrl, 'inbound'),
    PORT: String(port),
    ...VARIABLES,
  });
  processes.push(process);
  await eventually(() => fetch(`http://127.0.0.1:${port}/health/live`));
  return process;
}

async function kill(victim: ChildProcess): Promise<void> {
  victim.kill('SIGKILL');
  await ended(victim);
}

/** Mails arrive, each of which answers a message of its own. */
function deliver(count: number): void {
  for (let n = 0; n < count; n += 1) {
    const sent = sentMessage({ workspace_id: inbound.workspaceId, sending_account_id: account.id });
    sends.set(sent.send_id, sent);
    box.add(rawMail({ from: sent.email, headers: [`In-Reply-To: ${messageIdOf(sent.send_id)}`] }));
  }
}

const replied = async (): Promise<Id<'send'>[]> =>
  (await inbound.published(EmailReplied)).map(({ data }) => data.send_id);

/** Every answer is published once. */
async function untilAllReplied(): Promise<void> {
  await eventually(async () => expect((await replied()).length).toBeGreaterThanOrEqual(sends.size));
  expect((await replied()).toSorted()).toEqual([...sends.keys()].toSorted());
}

describe('a process that is killed', () => {
  it('between the reading of mails and their events loses none and doubles none', async () => {
    const victim = await aProcess();
    await inbound.publish(account);
    await inbound.untilRead(account);
    let killed: Promise<void> | undefined;
    onQuestion = () => (killed ??= kill(victim));
    deliver(MAILS);
    await eventually(() => expect(killed).toBeDefined());
    await killed;
    expect(await replied()).toEqual([]);

    await aProcess();
    await untilAllReplied();
  });

  it('between the events and the cursor loses none and doubles none', async () => {
    const [victim] = processes.slice(-1);
    if (victim === undefined) throw new Error('no process runs');
    const before = sends.size;
    const connection = await inbound.pool.connect();
    await connection.query('begin');
    await connection.query('select from mailbox for update'); // the cursor cannot be moved
    deliver(MAILS);
    await eventually(async () => expect((await replied()).length).toBeGreaterThan(before));
    await kill(victim);
    await connection.query('rollback');
    connection.release();
    expect((await replied()).length).toBeLessThan(sends.size);

    await aProcess();
    await untilAllReplied();
  });
});
