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

  it('lets about 45 % of simulated recipients open and about 8 % reply', async () => {
    const opened = new Set<string>();
    const tracker = createServer(({ url = '' }, response) => {
      opened.add(url);
      response.end();
    });
    await new Promise<void>((resolve) => tracker.listen(0, '127.0.0.1', resolve));
    afterThisTest(() => tracker.close());
    const { port } = z.object({ port: z.number() }).parse(tracker.address());
    const recipients = { opening: `http://127.0.0.1:${port}` };
    const mailbox = await start(join(temp, 'simulated'), { recipients });
    const transport = transportTo(mailbox.smtpPort);

    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        transport.sendMail({
          ...mailTo(`person-${index}@inbox.test`),
          html: `<p>Hi</p><img src="http://127.0.0.1:${port}/t/${index}" width="1" height="1">`,
        }),
      ),
    );
    const { replies } = await eventually(async () => {
      expect(opened.size).toBeGreaterThan(30);
      const list = await listOf(mailbox.url, 'replies');
      expect(list.total).toBeGreaterThan(3);
      return list;
    });
    expect(opened.size).toBeLessThan(60);
    expect(replies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          to: 'ada@sender.test',
          subject: 'Re: Grüße',
          in_reply_to: expect.stringMatching(/^<person-/),
        }),
      ]),
    );
  });
});
