import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ContactDeleted,
  CorrectReply,
  EmailReplied,
  EmailUnsubscribed,
  examples,
  GetReply,
  ListReplies,
  ReplyCorrected,
  type ReplyIntent,
  type SentMessage,
} from '#contracts';
import { newId, onBehalfOf } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { DeleteOldMail } from '../src/replies/use-cases/delete-old-mail.js';
import { InboundHarness } from './inbound-harness.js';
import { answerTo, inMailboxOf, rawMail, sentMessage } from './received-mail-fixtures.js';

const DAY_MS = 86_400_000;

const servers = useServers();
let inbound: InboundHarness;
beforeAll(async () => {
  inbound = await InboundHarness.start(servers);
});
afterAll(() => inbound.stop());

async function answered(changes: Partial<SentMessage> = {}, text = 'Sounds good.') {
  const message = sentMessage(changes);
  inbound.sent.push(message);
  await inbound.receive(inMailboxOf(message, answerTo(message, { text })));
  const { workspace_id } = message;
  const { results } = await inbound.rpc.request(ListReplies, { workspace_id, page_size: 50 });
  const reply = results.find(({ send_id }) => send_id === message.send_id);
  if (reply === undefined) throw new Error('the reply is missing');
  return { message, reply, ref: { workspace_id, reply_id: reply.id } };
}

const correct = (
  ref: { workspace_id: SentMessage['workspace_id']; reply_id: `rep_${string}` },
  intent: ReplyIntent,
) => inbound.rpc.request(CorrectReply, { ...ref, intent });

describe('the inbox', () => {
  it('shows the newest first, page by page, of a campaign, a contact and intents', async () => {
    const workspace_id = newId('ws');
    const campaign_id = newId('camp');
    const inCampaign = { workspace_id, campaign_id };
    const [first, second, third] = [
      await answered(inCampaign),
      await answered(inCampaign),
      await answered(inCampaign),
    ];
    const [fourth, fifth] = [await answered({ workspace_id }), await answered({ workspace_id })];
    await correct(first.ref, 'objection');
    await correct(fifth.ref, 'question');
    const ids = [fifth, fourth, third, second, first].map(({ reply }) => reply.id);
    const list = (query: object) =>
      inbound.rpc
        .request(ListReplies, { workspace_id, page_size: 50, ...query })
        .then(({ results }) => results.map(({ id }) => id));

    const page = await inbound.rpc.request(ListReplies, { workspace_id, page_size: 3 });
    expect(page.results.map(({ id }) => id)).toEqual(ids.slice(0, 3));
    expect(await list({ cursor: page.next_cursor ?? '' })).toEqual(ids.slice(3));
    expect(await list({ campaign_id })).toEqual(ids.slice(2));
    expect(await list({ contact_id: second.reply.contact_id })).toEqual([ids[3]]);
    expect(await list({ intent: ['objection', 'question'] })).toEqual([ids[0], ids[4]]);
    expect(await list({ intent: ['objection', 'objection'], campaign_id })).toEqual([ids[4]]);
    expect(await list({ intent: ['question'], campaign_id })).toEqual([]);
  });

  it('shows a workspace its own replies alone', async () => {
    const { ref, reply } = await answered();
    const foreign = { ...ref, workspace_id: newId('ws') };

    const { results } = await inbound.rpc.request(ListReplies, {
      workspace_id: foreign.workspace_id,
      page_size: 50,
    });
    expect(results).toEqual([]);
    expect(await refusalOf(inbound.rpc.request(GetReply, foreign))).toMatchObject({ code: 'not_found' });
    expect(await refusalOf(correct(foreign, 'interested'))).toMatchObject({ code: 'not_found' });
    const rows = onBehalfOf(foreign.workspace_id, () => inbound.database.query('select from reply'));
    expect(await rows).toEqual([]);
    expect(await inbound.rpc.request(GetReply, ref)).toMatchObject({ id: reply.id, corrected: false });
  });

  it('has the text, which no one reads in the database', async () => {
    const { ref, reply } = await answered({}, 'We already use another tool.');

    expect(await inbound.rpc.request(GetReply, ref)).toMatchObject({ text: 'We already use another tool.' });
    const rows = await inbound.database.query<{ encrypted_text: string }>(
      'select encrypted_text from reply where snippet = $1',
      [reply.snippet],
    );
    expect(rows).toEqual([{ encrypted_text: expect.not.stringContaining('tool') }]);
  });
});

describe('a correction', () => {
  it('gives the reply the intent, with certainty, and is published with a higher version', async () => {
    const { message, reply, ref } = await answered();

    const corrected = await correct(ref, 'objection');

    expect(corrected).toMatchObject({ intent: 'objection', confidence: 1, corrected: true });
    expect(await inbound.rpc.request(GetReply, ref)).toEqual(corrected);
    expect(await inbound.published(ReplyCorrected, message)).toMatchObject([
      { data: { reply_id: reply.id, version: 2, intent: 'objection', confidence: 1, at: reply.received_at } },
    ]);
    expect(await inbound.published(EmailReplied, message)).toMatchObject([{ data: { version: 1 } }]);
  });

  it('that is made again changes nothing', async () => {
    const { message, ref } = await answered();

    await correct(ref, 'referral');
    await correct(ref, 'referral');

    expect(await inbound.published(ReplyCorrected, message)).toHaveLength(1);
  });

  it('to unsubscribe lets the contact leave, once', async () => {
    const { message, ref } = await answered();

    await correct(ref, 'unsubscribe');
    await correct(ref, 'unsubscribe');

    expect(await inbound.published(EmailUnsubscribed, message)).toMatchObject([
      { data: { method: 'email' } },
    ]);
  });

  it('of many people at once gives each its own version', async () => {
    const { message, ref } = await answered();
    const intents: ReplyIntent[] = ['interested', 'question', 'objection', 'other'];

    await Promise.all(intents.map((intent) => correct(ref, intent)));

    const versions = (await inbound.published(ReplyCorrected, message)).map(({ data }) => data.version);
    expect(versions).toEqual([2, 3, 4, 5]);
  });
});

describe('what is kept', () => {
  it('goes with its contact', async () => {
    const { message, ref } = await answered();
    const other = await answered();
    const contact = { ...examples.CONTACT, id: message.contact_id, workspace_id: message.workspace_id };

    await inbound.stubs.publishData(ContactDeleted, message.workspace_id, { contact });

    await eventually(async () =>
      expect(await refusalOf(inbound.rpc.request(GetReply, ref))).toMatchObject({ code: 'not_found' }),
    );
    expect(await inbound.rpc.request(GetReply, other.ref)).toMatchObject({ id: other.reply.id });
  });

  it('is nothing of a mail that came before its contact was deleted, and is read afterwards', async () => {
    const { message, ref } = await answered();
    const contact = { ...examples.CONTACT, id: message.contact_id, workspace_id: message.workspace_id };
    const earlier = inMailboxOf(message, answerTo(message));
    await inbound.stubs.publishData(ContactDeleted, message.workspace_id, { contact });
    await eventually(async () =>
      expect(await refusalOf(inbound.rpc.request(GetReply, ref))).toMatchObject({ code: 'not_found' }),
    );

    await inbound.receive(earlier);
    const later = { ...earlier, key: `${earlier.key}:later`, receivedAt: new Date(Date.now() + DAY_MS) };
    await inbound.receive({ ...later, raw: answerTo(message) });

    const { workspace_id, contact_id } = message;
    const { results } = await inbound.rpc.request(ListReplies, { workspace_id, contact_id, page_size: 50 });
    expect(results).toMatchObject([{ received_at: later.receivedAt.toISOString() }]);
  });

  it('loses its text after 90 days, and its record of the mail', async () => {
    const { ref } = await answered();
    const mail = inMailboxOf(sentMessage(), rawMail());
    await inbound.receive(mail);
    const deleteOldMail = inbound.service.app.get(DeleteOldMail, { strict: false });

    inbound.clock.advance(89 * DAY_MS);
    await deleteOldMail.execute();
    expect(await inbound.rpc.request(GetReply, ref)).toMatchObject({ text: 'Sounds good.' });
    expect(await inbound.recordOf(mail)).toEqual({ kind: 'ignored', reason: 'no_match' });

    inbound.clock.advance(2 * DAY_MS);
    await deleteOldMail.execute();
    expect(await inbound.rpc.request(GetReply, ref)).toMatchObject({ text: null, snippet: 'Sounds good.' });
    expect(await inbound.recordOf(mail)).toBeUndefined();
  });
});
