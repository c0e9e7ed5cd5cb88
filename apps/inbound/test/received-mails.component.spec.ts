import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BounceReported,
  EmailReplied,
  EmailSpamComplaint,
  EmailUnsubscribed,
  ListReplies,
  type SentMessage,
} from '#contracts';
import { useServers } from '#testing';
import { InboundHarness } from './inbound-harness.js';
import {
  ACCOUNT_EMAIL,
  answerTo,
  complaintAbout,
  deliveryReport,
  inMailboxOf,
  messageIdOf,
  rawMail,
  sentMessage,
  tokenOf,
} from './received-mail-fixtures.js';

const servers = useServers();
let inbound: InboundHarness;
beforeAll(async () => {
  inbound = await InboundHarness.start(servers);
});
afterAll(() => inbound.stop());

/** A message that the dispatcher knows. */
function sent(changes: Partial<SentMessage> = {}): SentMessage {
  const message = sentMessage(changes);
  inbound.sent.push(message);
  return message;
}

const repliesTo = async ({ workspace_id, send_id }: SentMessage) => {
  const { results } = await inbound.rpc.request(ListReplies, { workspace_id, page_size: 50 });
  return results.filter((reply) => reply.send_id === send_id);
};

describe('a reply', () => {
  it('is stored and published with its message', async () => {
    const message = sent({ step_number: 2, variant: 'B' });
    const mail = inMailboxOf(message, answerTo(message));

    await inbound.receive(mail);

    const [reply] = await repliesTo(message);
    expect(reply).toMatchObject({
      campaign_id: message.campaign_id,
      contact_id: message.contact_id,
      step_number: 2,
      from: 'person@receiver.example',
      subject: 'Re: Hello',
      snippet: 'Sounds good, please send me the price list.',
      corrected: false,
      automatic: false,
      received_at: mail.receivedAt.toISOString(),
    });
    const [event, ...more] = await inbound.published(EmailReplied, message);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      workspaceid: message.workspace_id,
      data: {
        reply_id: reply?.id,
        version: 1,
        variant: 'B',
        email: message.email,
        sending_account_id: message.sending_account_id,
        at: mail.receivedAt.toISOString(),
      },
    });
    expect(JSON.stringify(event)).not.toContain('text');
  });

  it('counts once, however often its mail is found', async () => {
    const message = sent();
    const raw = answerTo(message);
    const mail = inMailboxOf(message, raw);
    const inOtherFolder = inMailboxOf(message, raw);

    await inbound.receive(mail, mail, inOtherFolder);
    await Promise.all([inbound.receive(mail), inbound.receive(inMailboxOf(message, raw), mail)]);

    expect(await repliesTo(message)).toHaveLength(1);
    expect(await inbound.published(EmailReplied, message)).toHaveLength(1);
  });

  it('counts although a stranger used its Message-ID before, for an answer to a message of his own', async () => {
    const stranger = sent({ email: 'stranger@elsewhere.example' });
    const message = sent({ workspace_id: stranger.workspace_id });
    const messageId = `<${randomUUID()}@receiver.example>`;

    await inbound.receive(inMailboxOf(stranger, answerTo(stranger, { messageId })));
    await inbound.receive(inMailboxOf(message, answerTo(message, { messageId })));

    expect(await repliesTo(message)).toHaveLength(1);
  });

  it('is found by the addresses where the mail names no message', async () => {
    const message = sent();
    const foreign = { sending_account_id: sent().sending_account_id, workspace_id: message.workspace_id };

    await inbound.receive(inMailboxOf(foreign, rawMail()), inMailboxOf(message, rawMail()));

    expect(await repliesTo(message)).toHaveLength(1);
  });

  it('is not taken for an answer to a message of more than 30 days ago', async () => {
    const message = sent({ sent_at: new Date(Date.now() - 31 * 86_400_000).toISOString() });
    const mail = inMailboxOf(message, rawMail());

    await inbound.receive(mail);

    expect(await inbound.recordOf(mail)).toEqual({ kind: 'ignored', reason: 'no_match' });
  });

  it('of a colleague is found by the message that it names', async () => {
    const message = sent();

    await inbound.receive(inMailboxOf(message, answerTo(message, { from: 'boss@receiver.example' })));

    expect(await repliesTo(message)).toMatchObject([{ from: 'boss@receiver.example' }]);
  });

  it('is never taken for one to a message of another workspace', async () => {
    const [foreign, own] = [sent(), sent()];
    const mail = inMailboxOf(own, answerTo(foreign, { from: 'stranger@elsewhere.example' }));

    await inbound.receive(mail);

    expect(await repliesTo(foreign)).toEqual([]);
    expect(await inbound.published(EmailReplied, foreign)).toEqual([]);
    expect(await inbound.recordOf(mail)).toEqual({ kind: 'ignored', reason: 'no_match' });
  });

  it('is not made of our own mail', async () => {
    const [first, followUp] = [sent(), sent()];
    const copy = answerTo(first, { messageId: messageIdOf(followUp.send_id), from: 'alias@sender.example' });
    const mails = [
      inMailboxOf(first, copy),
      inMailboxOf(first, answerTo(first, { from: ACCOUNT_EMAIL.toUpperCase() })),
    ];

    await inbound.receive(...mails);

    for (const mail of mails)
      expect(await inbound.recordOf(mail)).toEqual({ kind: 'ignored', reason: 'own_mail' });
    expect(await repliesTo(first)).toEqual([]);
  });

  it('with a forged id of a message is none', async () => {
    const message = sent();
    const forged = `${tokenOf(message.send_id).slice(0, -1)}${tokenOf(message.send_id).endsWith('0') ? '1' : '0'}`;
    const headers = [`In-Reply-To: <${forged}@sender.example>`];
    const mail = inMailboxOf(message, rawMail({ headers, from: 'stranger@elsewhere.example' }));

    await inbound.receive(mail);

    expect(await inbound.recordOf(mail)).toEqual({ kind: 'ignored', reason: 'no_match' });
  });

  it('with characters that no database holds is stored without them', async () => {
    const message = sent();
    const text = `Yes\u0000 please\u0001 \ud83d\ude00`;

    await inbound.receive(inMailboxOf(message, answerTo(message, { text, subject: 'Re:\u0000 Hello' })));

    expect(await repliesTo(message)).toMatchObject([{ snippet: expect.stringContaining('please') }]);
  });
});

describe('an unsubscribe request', () => {
  it.each(['unsubscribe', 'UNSUBSCRIBE'])('by the subject "%s" of our mailto link is one', async (word) => {
    const message = sent();
    const subject = `${word} ${tokenOf(message.send_id)}`;

    await inbound.receive(
      inMailboxOf(message, rawMail({ subject, text: '', from: 'other@receiver.example' })),
    );

    expect(await inbound.published(EmailUnsubscribed, message)).toMatchObject([
      { workspaceid: message.workspace_id, data: { method: 'email', contact_id: message.contact_id } },
    ]);
    expect(await repliesTo(message)).toMatchObject([{ intent: 'unsubscribe', confidence: 1 }]);
  });
});

describe('a delivery report', () => {
  it('is published for the message that it names, and is no reply', async () => {
    const message = sent();

    await inbound.receive(inMailboxOf(message, deliveryReport({ original: messageIdOf(message.send_id) })));

    expect(await inbound.published(BounceReported, message)).toMatchObject([
      {
        workspaceid: message.workspace_id,
        data: {
          smtp_code: 550,
          enhanced_code: '5.1.1',
          answer: expect.stringContaining('user unknown'),
        },
      },
    ]);
    expect(await repliesTo(message)).toEqual([]);
  });

  it('without the message is about the latest one to its recipient, and proves nothing', async () => {
    const message = sent();

    await inbound.receive(inMailboxOf(message, deliveryReport()));

    expect(await inbound.published(BounceReported, message)).toMatchObject([{ data: { unproven: true } }]);
  });

  it('of a delay has no consequence', async () => {
    const message = sent();
    const report = deliveryReport({
      action: 'delayed',
      status: '4.4.1',
      original: messageIdOf(message.send_id),
    });
    const mail = inMailboxOf(message, report);

    await inbound.receive(mail);

    expect(await inbound.recordOf(mail)).toMatchObject({ kind: 'ignored' });
    expect(await inbound.published(BounceReported, message)).toEqual([]);
  });
});

it('a complaint is published', async () => {
  const message = sent();

  await inbound.receive(inMailboxOf(message, complaintAbout(message)));

  expect(await inbound.published(EmailSpamComplaint, message)).toMatchObject([
    { data: { email: message.email, sending_account_id: message.sending_account_id } },
  ]);
});

it('an unreadable mail is kept with its reason, and the next one is read', async () => {
  const message = sent();
  const [large, next] = [
    inMailboxOf(message, { unreadable: 'it is larger than 25 MB' }),
    inMailboxOf(message, answerTo(message)),
  ];

  await inbound.receive(large, next);

  expect(await inbound.recordOf(large)).toEqual({ kind: 'unreadable', reason: 'it is larger than 25 MB' });
  expect(await repliesTo(message)).toHaveLength(1);
});

it('a batch of any size is stored, with one question to the dispatcher for each 25 mails', async () => {
  const message = sent();
  const mails = Array.from({ length: 60 }, () => inMailboxOf(message, answerTo(message)));
  inbound.stubs.forgetRequests();

  await inbound.receive(...mails);

  expect(inbound.stubs.subjects).toHaveLength(3);
  expect(await inbound.published(EmailReplied, message)).toHaveLength(60);
});
