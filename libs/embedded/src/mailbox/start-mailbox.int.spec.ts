import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { eventually } from '#testing';
import { afterThisTest } from '../../test/after-each-test.js';
import { kill, startInOwnProcess } from '../../test/killed-process.js';
import { tempFolder } from '../../test/temp-folder.js';
import { ReactionKind, reactionsOf } from './reactions.js';
import { startMailbox } from './start-mailbox.js';
import type { Mailbox, MailboxOptions } from './start-mailbox.js';

const temp = tempFolder();

async function start(dir: string, options: Partial<MailboxOptions> = {}): Promise<Mailbox> {
  const mailbox = await startMailbox({ dir, ...options });
  afterThisTest(() => mailbox.stop());
  return mailbox;
}

function transportTo(port: number, pass = 'right') {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    ignoreTLS: true,
    auth: { user: 'me', pass },
  });
  afterThisTest(() => transport.close());
  return transport;
}

const mailTo = (to: string) => ({
  from: 'Ada <ada@sender.test>',
  to,
  subject: 'Grüße',
  text: 'Hello.\n.\nA dot above.',
  messageId: `<${to}>`,
});

const List = z.looseObject({ total: z.number() });

const listOf = async (url: string, name: string) =>
  List.parse(await (await fetch(`${url}/api/${name}`)).json());

describe('the local mailbox', () => {
  it('lists the accepted messages, also after a restart', async () => {
    const dir = join(temp, 'accepts');
    const mailbox = await start(dir);
    const transport = transportTo(mailbox.smtpPort);
    await transport.sendMail(mailTo('bob@inbox.test'));
    await mailbox.stop();

    const again = await start(dir);
    expect(await listOf(again.url, 'messages')).toEqual({
      total: 1,
      messages: [
        {
          id: '1',
          from: 'ada@sender.test',
          to: 'bob@inbox.test',
          subject: 'Grüße',
          message_id: '<bob@inbox.test>',
          received_at: expect.stringMatching(/Z$/),
          return_path: 'ada@sender.test',
        },
      ],
    });
    const raw = await (await fetch(`${again.url}/api/messages/1`)).text();
    expect(raw).toContain('Hello.\r\n.\r\nA dot above.');
  });

  it('answers 550 5.1.1 for a recipient that does not exist, and lists it', async () => {
    const mailbox = await start(join(temp, 'refuses'), { refuse: (to) => to.startsWith('gone') });
    const transport = transportTo(mailbox.smtpPort);

    await expect(transport.sendMail(mailTo('gone@inbox.test'))).rejects.toMatchObject({
      responseCode: 550,
      response: expect.stringMatching(/^550 5\.1\.1 <gone@inbox\.test>/),
    });
    expect(await listOf(mailbox.url, 'refused')).toMatchObject({
      total: 1,
      refused: [{ to: 'gone@inbox.test' }],
    });
    expect(mailbox.count()).toBe(0);
  });

  it('refuses a login with the wrong password', async () => {
    const mailbox = await start(join(temp, 'login'));
    const transport = transportTo(mailbox.smtpPort, 'wrong');

    await expect(transport.sendMail(mailTo('bob@inbox.test'))).rejects.toMatchObject({ responseCode: 535 });
  });

  it('loses nothing that it accepted when it is killed in the middle', async () => {
    const dir = join(temp, 'killed');
    const { program, started } = await startInOwnProcess(
      `embedded.startMailbox({ dir: ${JSON.stringify(dir)} })`,
      z.object({ smtpPort: z.number() }),
    );
    const transport = transportTo(started.smtpPort);
    const accepted: string[] = [];
    const sending = Array.from({ length: 300 }, async (_, index) => {
      await transport.sendMail(mailTo(`person-${index}@inbox.test`));
      accepted.push(`person-${index}@inbox.test`);
    });
    const ended = Promise.allSettled(sending);
    await eventually(() => expect(accepted.length).toBeGreaterThan(50));
    await kill(program);
    transport.close();
    await ended;

    const again = await start(dir);
    const { messages } = await listOf(again.url, 'messages');
    expect(accepted.length).toBeLessThan(300);
    expect(messages).toEqual(expect.arrayContaining(accepted.map((to) => expect.objectContaining({ to }))));
  });

  it('drops a line that a kill cut off, and goes on after the last whole one', async () => {
    const dir = join(temp, 'torn');
    const mailbox = await start(dir);
    const transport = transportTo(mailbox.smtpPort);
    await transport.sendMail(mailTo('first@inbox.test'));
    await mailbox.stop();
    appendFileSync(join(dir, 'messages.eml'), 'Subject: half a mess');
    appendFileSync(join(dir, 'messages.ndjson'), '{"id":"2","fro');

    const again = await start(dir);
    await transportTo(again.smtpPort).sendMail(mailTo('second@inbox.test'));
    expect(await (await fetch(`${again.url}/api/messages/2`)).text()).toContain('second@inbox.test');
    expect(again.count()).toBe(2);
  });

  it('lists one page on request', async () => {
    const mailbox = await start(join(temp, 'page'));
    const transport = transportTo(mailbox.smtpPort);
    for (const name of ['a', 'b', 'c']) await transport.sendMail(mailTo(`${name}@inbox.test`));

    const page = await listOf(mailbox.url, 'messages?offset=1&limit=1');
    expect(page).toMatchObject({ total: 3, messages: [{ to: 'b@inbox.test' }] });
    expect((await fetch(`${mailbox.url}/api/messages?limit=some`)).status).toBe(400);
    expect((await fetch(`${mailbox.url}/api/messages/4`)).status).toBe(404);
  });

  it('lets simulated recipients open, click, answer by SMTP, leave and complain, and says what they did', async () => {
    const asked = new Set<string>();
    const sender = createServer(({ url = '', method }, response) => {
      asked.add(`${method} ${url.split('/')[1]}`);
      response.end();
    });
    await new Promise<void>((resolve) => sender.listen(0, '127.0.0.1', resolve));
    afterThisTest(() => sender.close());
    const { port } = z.object({ port: z.number() }).parse(sender.address());
    const answers = await start(join(temp, 'answers'));
    const publicUrl = `http://127.0.0.1:${port}`;
    const recipients = { publicUrl, answerPort: answers.smtpPort };
    const mailbox = await start(join(temp, 'simulated'), { recipients });
    const transport = transportTo(mailbox.smtpPort);

    const readers = ReactionKind.options.map((kind) => {
      const everybody = Array.from({ length: 1_000 }, (_, index) => `person-${index}@inbox.test`);
      return everybody.find((to) => reactionsOf(to, { followUp: true }).includes(kind)) ?? '';
    });
    await Promise.all(
      readers.map((to, index) =>
        transport.sendMail({
          ...mailTo(to),
          inReplyTo: '<first@sender.test>',
          envelope: { from: 'b-1@replies.test', to },
          replyTo: 'r-1@replies.test',
          list: { unsubscribe: `${publicUrl}/u/${index}` },
          html: `<p>Hi</p><a href="${publicUrl}/c/${index}">more</a><img src="${publicUrl}/t/${index}">`,
        }),
      ),
    );
    await eventually(async () => {
      const { reactions } = z
        .object({ reactions: z.array(z.object({ kind: z.string() })) })
        .parse(await listOf(mailbox.url, 'reactions'));
      expect([...new Set(reactions.map(({ kind }) => kind))].toSorted()).toEqual(
        ReactionKind.options.toSorted(),
      );
    });
    expect([...asked].toSorted()).toEqual(['GET c', 'GET t', 'POST u']);
    const { messages } = await listOf(answers.url, 'messages');
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ to: 'r-1@replies.test', subject: 'Re: Grüße' }),
        expect.objectContaining({ to: 'r-1@replies.test', subject: 'Automatic reply: Grüße' }),
        expect.objectContaining({ to: 'b-1@replies.test', subject: 'Email feedback report' }),
      ]),
    );
  });
});
