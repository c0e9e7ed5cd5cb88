import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BounceReported,
  EmailDelivered,
  EmailSpamComplaint,
  ReportReply,
  type BusCommandName,
  type SentMessage,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, outboxEvents, useServers } from '#testing';
import { BusHarness, commandOf, sentMessage, startBus } from './bus-harness.js';

const servers = useServers();
let bus: BusHarness;
let message: SentMessage;

beforeAll(async () => {
  bus = await BusHarness.start(servers);
  await bus.stubs.answer(ReportReply, () => ({}));
});
afterAll(() => bus.stop());

beforeEach(() => {
  message = sentMessage({ workspace_id: bus.workspaceId, message_id: `<${newId('send')}@sender.example>` });
  bus.sent.push(message);
  bus.stubs.forgetRequests();
});

const AT = '2026-05-02T10:00:00.000Z';

const ofMessage = async (
  contract: typeof EmailDelivered | typeof EmailSpamComplaint | typeof BounceReported,
) => (await outboxEvents(bus.database, contract)).filter(({ data }) => data.send_id === message.send_id);

describe('a signal about a message', () => {
  it('is the delivery report that the dispatcher judges', async () => {
    const refusal = { answer: '550 5.1.1 user unknown', smtp_code: 550, enhanced_code: '5.1.1' };
    const answer = await bus.ask(
      commandOf('emails.bounced', { send_id: message.send_id, at: AT, ...refusal }),
    );
    expect(answer).toMatchObject({ status: 'ok', data: { send_id: message.send_id, effect: 'recorded' } });
    const { send_id, campaign_id, contact_id } = message;
    expect(await ofMessage(BounceReported)).toMatchObject([
      {
        source: '/nimbus/bus',
        workspaceid: bus.workspaceId,
        data: { send_id, campaign_id, contact_id, at: AT, ...refusal },
      },
    ]);
  });

  it('is a complaint, also by the Message-ID', async () => {
    await bus.ask(commandOf('emails.complained', { message_id: message.message_id, at: AT }));
    expect(await ofMessage(EmailSpamComplaint)).toMatchObject([{ data: { email: message.email, at: AT } }]);
  });

  it('is a reply, which is stored where the others are', async () => {
    const reply = { from: 'grace@lumen.example', text: 'Yes, please', intent: 'interested' };
    await bus.ask(commandOf('emails.replied', { send_id: message.send_id, at: AT, reply }));
    const [asked] = bus.stubs.requestsOf(ReportReply);
    expect(asked).toMatchObject({ workspace_id: bus.workspaceId, received_at: AT, message, reply });
  });

  it.each([
    { status: 'sent' as const, effect: 'unchanged', events: 0 },
    { status: 'indeterminate' as const, effect: 'recorded', events: 1 },
  ])('says of a message that is $status that it arrived', async ({ status, effect, events }) => {
    bus.sent.push((message = sentMessage({ workspace_id: bus.workspaceId, status, sent_at: null })));
    const answer = await bus.ask(commandOf('emails.delivered', { send_id: message.send_id }));
    expect(answer).toMatchObject({ data: { effect } });
    expect(await ofMessage(EmailDelivered)).toHaveLength(events);
  });
});

describe('a forged signal', () => {
  const data = () => ({ send_id: message.send_id });
  const SIGNALS: readonly [BusCommandName, object][] = [
    ['emails.delivered', {}],
    ['emails.complained', {}],
    ['emails.bounced', { answer: '550 no' }],
    ['emails.replied', { reply: { from: 'a@b.example' } }],
  ];

  it.each(SIGNALS)('about the message of another workspace finds none: %s', async (name, more) => {
    const theirs = newId('ws');
    const answer = await bus.ask(commandOf(name, { ...data(), ...more }), theirs);
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'not_found' } });
    expect(bus.stubs.requestsOf(ReportReply)).toEqual([]);
    for (const contract of [EmailDelivered, EmailSpamComplaint, BounceReported]) {
      expect(await ofMessage(contract)).toEqual([]);
    }
  });

  it('happens in no future and before no message', async () => {
    const before = await bus.ask(commandOf('emails.complained', { ...data(), at: '1999-01-01T00:00:00Z' }));
    const after = await bus.ask(commandOf('emails.complained', { ...data(), at: '2999-01-01T00:00:00Z' }));
    expect([before.status, after.status]).toEqual(['ok', 'ok']);
    const times = (await ofMessage(EmailSpamComplaint)).map(({ time }) => time);
    expect(times[0]).toBe(message.sent_at);
    expect(new Date(times[1] ?? '').getTime()).toBeLessThanOrEqual(bus.clock.now().getTime());
  });
});

describe('a signal that comes twice', () => {
  it('has its effect once, also with two replicas', async () => {
    const other = await startBus(servers);
    try {
      const command = commandOf('emails.complained', { send_id: message.send_id });
      const answers = await Promise.all(Array.from({ length: 10 }, () => bus.ask(command)));
      expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
      expect(await ofMessage(EmailSpamComplaint)).toHaveLength(1);
    } finally {
      await other.stop();
    }
  });

  it('waits while the dispatcher is away, and is lost no more than handled twice', async () => {
    bus.dispatcherIsAway = true;
    const waiting = bus.ask(commandOf('emails.complained', { send_id: message.send_id }));
    await eventually(() => expect(bus.stubs.subjects).toContain('rpc.dispatcher.find-sent-messages.v1'));
    bus.dispatcherIsAway = false;
    expect((await waiting).status).toBe('ok');
    expect(await ofMessage(EmailSpamComplaint)).toHaveLength(1);
  });
});
