import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BounceReported,
  CorrectReply,
  EmailReplied,
  EmailSpamComplaint,
  EmailUnsubscribed,
  ListReplies,
  PlatformReplyReceived,
  type DataOf,
  type PlatformReplyTexts,
} from '#contracts';
import { newId } from '#kernel';
import { SecretBox } from '#secrets';
import { eventually, useServers } from '#testing';
import { environmentOf, InboundHarness } from './inbound-harness.js';
import { sentMessage } from './received-mail-fixtures.js';

type Reply = DataOf<typeof PlatformReplyReceived>;
type Changes = Partial<Omit<Reply, 'encrypted_texts'> & PlatformReplyTexts>;

const environment = environmentOf();
const box = new SecretBox(Buffer.from(environment.SECRETS_KEY, 'base64'));
const sealed = (texts: PlatformReplyTexts, key: string): string => box.encrypt(JSON.stringify(texts), key);

const servers = useServers();
let inbound: InboundHarness;
beforeAll(async () => {
  inbound = await InboundHarness.start(servers, environment);
});
afterAll(() => inbound.stop());

function replyOf({
  text = 'Sounds good, please send me the price list.',
  html = null,
  ...changes
}: Changes = {}) {
  const { workspace_id, status: _, sent_at: __, message_id: ___, subject: ____, ...fact } = sentMessage();
  const key = `smartlead:${fact.send_id}`;
  const reply: Reply = {
    ...fact,
    at: '2026-05-02T10:00:00.000Z',
    key,
    encrypted_texts: sealed({ text, html }, key),
    platform: 'smartlead',
    message_id: null,
    subject: 'Re: Hello',
    automatic: false,
    ...changes,
  };
  return { workspaceId: workspace_id, reply };
}

/** The reply as the service stored it, once it did. */
async function received({ workspaceId, reply }: ReturnType<typeof replyOf>) {
  await inbound.stubs.publishData(PlatformReplyReceived, workspaceId, reply);
  await eventually(async () => expect(await inbound.recordOf(reply)).toBeDefined());
  const { results } = await inbound.rpc.request(ListReplies, { workspace_id: workspaceId, page_size: 50 });
  return results;
}

describe('a reply that a platform has received', () => {
  it('is judged, stored and published as a mail of a mailbox', async () => {
    const { workspaceId, reply } = replyOf();

    const [stored] = await received({ workspaceId, reply });
    expect(stored).toMatchObject({
      send_id: reply.send_id,
      sending_account_id: reply.sending_account_id,
      from: reply.email,
      subject: 'Re: Hello',
      snippet: 'Sounds good, please send me the price list.',
      intent: 'interested',
      automatic: false,
      received_at: reply.at,
    });
    expect(await inbound.published(EmailReplied, reply)).toMatchObject([
      { workspaceid: workspaceId, data: { reply_id: stored?.id, intent: 'interested', step_number: 1 } },
    ]);
  });

  it('may be corrected by a person', async () => {
    const { workspaceId, reply } = replyOf();
    const [stored] = await received({ workspaceId, reply });

    const ref = { workspace_id: workspaceId, reply_id: stored?.id ?? newId('rep') };
    expect(await inbound.rpc.request(CorrectReply, { ...ref, intent: 'not_interested' })).toMatchObject({
      intent: 'not_interested',
      corrected: true,
    });
  });

  it('is stored once, however often and by whichever way it is told', async () => {
    const messageId = '<reply.1@receiver.example>';
    const { workspaceId, reply } = replyOf({ message_id: messageId });
    const key = `${reply.key}:polled`;
    const polled = { ...reply, key, encrypted_texts: sealed({ text: 'Sounds good.', html: null }, key) };

    await received({ workspaceId, reply });
    await received({ workspaceId, reply: { ...reply } });
    await inbound.stubs.publishData(PlatformReplyReceived, workspaceId, reply, polled);
    const last = replyOf();
    await received({ ...last, reply: { ...last.reply } });
    expect(
      (await inbound.rpc.request(ListReplies, { workspace_id: workspaceId, page_size: 50 })).results,
    ).toHaveLength(1);
    expect(await inbound.published(EmailReplied, reply)).toHaveLength(1);
  });

  it('without a Message-ID is stored once, told by a hook as text and by a poll in HTML', async () => {
    const { workspaceId, reply } = replyOf({ text: 'Yes, please call me on Monday.' });
    const key = `${reply.key}:polled`;
    const html =
      '<p>Yes, please <b>call me</b> on Monday.</p><div class="gmail_quote">You wrote: Hello</div>';
    const polled = { ...reply, key, encrypted_texts: sealed({ text: null, html }, key) };
    const more = `${reply.key}:more`;
    const another = { ...reply, key: more, encrypted_texts: sealed({ text: 'At 9?', html: null }, more) };

    await inbound.stubs.publishData(PlatformReplyReceived, workspaceId, reply, polled);
    await inbound.stubs.publishData(PlatformReplyReceived, workspaceId, polled);
    const results = await received({ workspaceId, reply: another });
    expect(results.map(({ snippet }) => snippet).toSorted()).toEqual([
      'At 9?',
      'Yes, please call me on Monday.',
    ]);
    expect(await inbound.published(EmailReplied, reply)).toHaveLength(2);
  });

  it('from a program tells the day on which the contact is back', async () => {
    const text = 'I am out of the office until 11 May 2026 and will answer afterwards.';

    for (const automatic of [true, false]) {
      const [stored] = await received(replyOf({ text, automatic }));
      expect(stored).toMatchObject({ intent: 'ooo', automatic: true });
      expect(stored?.returns_on).toMatch(/^2026-05-1[12]$/);
    }
  });

  it('counts as automatic by the word of the platform alone', async () => {
    const text = 'Your message is with me.';

    const [stored] = await received(replyOf({ text, automatic: true }));
    expect(stored).toMatchObject({ automatic: true });
  });

  it('that asks for no more mail unsubscribes', async () => {
    const { workspaceId, reply } = replyOf({ text: 'Please unsubscribe me.' });

    expect(await received({ workspaceId, reply })).toMatchObject([{ intent: 'unsubscribe' }]);
    expect(await inbound.published(EmailUnsubscribed, reply)).toMatchObject([{ data: { method: 'email' } }]);
  });

  it('that reads like a delivery report proves nothing', async () => {
    const { workspaceId, reply } = replyOf({
      email: 'mailer-daemon@receiver.example',
      subject: 'Undelivered Mail Returned to Sender',
      text: 'I’m sorry, your message could not be delivered to <mailer-daemon@receiver.example>: 550 5.1.1 user unknown',
    });

    expect(await received({ workspaceId, reply })).toEqual([]);
    expect(await inbound.published(EmailSpamComplaint, reply)).toEqual([]);
    for (const { data } of await inbound.published(BounceReported, reply)) {
      expect(data).toMatchObject({ unproven: true });
    }
  });

  it('in HTML is read as text, without the mail that it answers', async () => {
    const html =
      '<p>Yes, <b>call me</b>.<script>alert(1)</script></p><div class="gmail_quote">On Monday Ada wrote: buy!</div>';

    const [stored] = await received(replyOf({ text: null, html }));
    expect(stored?.snippet).toBe('Yes, call me.');
  });

  it.each([
    ['without any text', { text: null, html: null, subject: '' }],
    ['with characters that no database takes', { text: 'Yes\u0000\ud800 please', subject: 'R\u0000e' }],
    ['of a million characters', { text: 'price list '.repeat(20_000) }],
    ['in hostile HTML', { text: null, html: '<div>'.repeat(30_000) }],
  ])('%s is stored', async (_, changes) => {
    expect(await received(replyOf(changes))).toHaveLength(1);
  });
});
