import { describe, expect, it } from '@jest/globals';
import { newId, type Id } from '#kernel';
import type { Judgement, ReportedRecipient } from '../../mail/domain/judgement.js';
import type { AnsweredMessage } from './answered-message.js';
import { recordOf, type MailRecord } from './consequences.js';
import type { Match } from './matching.js';
import type { ReadMail } from './read-mail.js';
import type { SignedRecipient } from './received-mail.js';

const WORKSPACE = newId('ws');
const ACCOUNT = newId('ea');

const messageTo = (email: string): AnsweredMessage => ({
  workspace_id: WORKSPACE,
  send_id: newId('send'),
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  email,
  sending_account_id: ACCOUNT,
});

const message = messageTo('person@receiver.example');
const byId = (found: AnsweredMessage): Match => ({ lookup: { send_id: found.send_id }, message: found });
const byAddress = (found: AnsweredMessage): Match => ({
  lookup: { sending_account_id: ACCOUNT, email: found.email, since: '' },
  message: found,
});
const noSignature = (): Id<'send'> | null => null;

function readMail(
  judgement: Judgement,
  purpose?: SignedRecipient['purpose'],
  subject = 'Re: Hello',
): ReadMail {
  return {
    judgement,
    received: {
      workspaceId: WORKSPACE,
      accountId: ACCOUNT,
      accountEmail: 'ada@sender.example',
      key: 'test',
      raw: Buffer.alloc(0),
      receivedAt: new Date('2026-11-30T09:00:00Z'),
      ...(purpose && { recipient: { purpose, sendId: message.send_id } }),
    },
    mail: {
      messageId: 'x@receiver.example',
      from: 'person@receiver.example',
      to: [],
      subject,
      date: null,
      references: [],
      headers: new Map(),
      contentType: 'text/plain',
      text: '',
      newText: 'Good\n\nmorning',
      reports: [],
    },
  };
}

const consequencesOf = (...given: Parameters<typeof readMail>) =>
  recordOf(readMail(...given), [byId(message)], noSignature).consequences;

const failed = (email: string | null): ReportedRecipient => ({
  email,
  action: 'failed',
  smtpCode: 550,
  enhancedCode: '5.1.1',
  answer: `550 5.1.1 <${String(email)}>\r\nunknown`,
});
const reportOn = (...recipients: ReportedRecipient[]): Judgement => ({
  kind: 'delivery_report',
  recipients,
  original: { messageIds: [], to: [] },
});

const bouncesOf = ({ consequences }: MailRecord) =>
  consequences.map(
    (each) => each.kind === 'bounced' && [each.message.send_id, each.recipient.email, each.forwarded],
  );

describe('what follows from a mail', () => {
  it('is a reply with its snippet in one line and its whole text', () => {
    const judgement: Judgement = { kind: 'reply', intent: 'question', confidence: 0.7, automatic: false };

    expect(consequencesOf(judgement)).toMatchObject([
      {
        kind: 'replied',
        reply: { intent: 'question', snippet: 'Good morning', text: 'Good\n\nmorning', version: 1 },
      },
    ]);
  });

  it('is an out-of-office with its day of return', () => {
    const judgement: Judgement = { kind: 'auto_reply', confidence: 0.9, returnsOn: '2026-12-07' };

    expect(consequencesOf(judgement)).toMatchObject([
      { kind: 'replied', reply: { intent: 'ooo', automatic: true, returns_on: '2026-12-07' } },
    ]);
  });

  it.each<Judgement>([
    { kind: 'unsubscribe_request', confidence: 0.8 },
    { kind: 'reply', intent: 'unsubscribe', confidence: 0.8, automatic: false },
  ])('is a reply that people see, and unsubscribes ($kind)', (judgement) => {
    expect(consequencesOf(judgement)).toMatchObject([
      { kind: 'replied', reply: { intent: 'unsubscribe', confidence: 0.8 } },
      { kind: 'unsubscribed', message },
    ]);
  });

  it.each<Judgement>([
    { kind: 'reply', intent: 'interested', confidence: 1, automatic: false },
    { kind: 'auto_reply', confidence: 1, returnsOn: null },
    { kind: 'complaint', original: { messageIds: [], to: [] } },
    { kind: 'ignored', reason: 'calendar' },
    reportOn(failed('person@receiver.example')),
  ])('unsubscribes for every mail to an unsubscribe address ($kind)', (judgement) => {
    expect(consequencesOf(judgement, 'unsubscribe').map(({ kind }) => kind)).toEqual([
      'replied',
      'unsubscribed',
    ]);
  });

  it('is an automatic reply where an answer comes to the address of bounces', () => {
    const judgement: Judgement = { kind: 'reply', intent: 'other', confidence: 0.1, automatic: false };

    expect(consequencesOf(judgement, 'bounce')).toMatchObject([{ reply: { automatic: true } }]);
  });

  it('is a complaint, which is no reply', () => {
    expect(consequencesOf({ kind: 'complaint', original: { messageIds: [], to: [] } })).toEqual([
      { kind: 'complained', message },
    ]);
  });

  it('is no complaint where only an address ties it to a message: a stranger can write that', () => {
    const complaint = readMail({ kind: 'complaint', original: { messageIds: [], to: [message.email] } });

    expect(recordOf(complaint, [byAddress(message)], noSignature)).toMatchObject({
      kind: 'ignored',
      reason: 'unproven_complaint',
      consequences: [],
    });
    expect(recordOf(complaint, [byId(message), byAddress(message)], noSignature).consequences).toEqual([
      { kind: 'complained', message },
    ]);
  });

  it('is nothing where the mail says nothing about the contact, or is about no message', () => {
    const ignored: Judgement = { kind: 'ignored', reason: 'read_receipt' };
    const reply: Judgement = { kind: 'reply', intent: 'other', confidence: 1, automatic: false };

    expect(recordOf(readMail(ignored), [byId(message)], noSignature)).toMatchObject({
      kind: 'ignored',
      reason: 'read_receipt',
      consequences: [],
    });
    expect(recordOf(readMail(reply), [], noSignature)).toMatchObject({
      kind: 'ignored',
      reason: 'no_match',
      consequences: [],
    });
  });
});

describe('a delivery report', () => {
  it('that names the message is about its contact, once, also where the mail was forwarded', () => {
    const forwarded = readMail(reportOn(failed('other@elsewhere.example')));
    const several = readMail(reportOn(failed('other@elsewhere.example'), failed('Person@Receiver.example')));

    expect(bouncesOf(recordOf(forwarded, [byId(message)], noSignature))).toEqual([
      [message.send_id, 'other@elsewhere.example', true],
    ]);
    expect(bouncesOf(recordOf(several, [byId(message)], noSignature))).toEqual([
      [message.send_id, 'Person@Receiver.example', false],
    ]);
  });

  it('that names addresses alone is about the message to each of them', () => {
    const [one, two] = [messageTo('one@receiver.example'), messageTo('two@receiver.example')];
    const report = readMail(reportOn(failed(one.email), failed('three@receiver.example'), failed(two.email)));

    const record = recordOf(report, [byAddress(one), byAddress(two)], noSignature);
    expect(bouncesOf(record)).toEqual([
      [one.send_id, one.email, false],
      [two.send_id, two.email, false],
    ]);
    expect(record.consequences).toMatchObject([{ unproven: true }, { unproven: true }]);
  });

  it('has the answer of the server in one line', () => {
    const { consequences } = recordOf(readMail(reportOn(failed(null))), [byId(message)], noSignature);

    expect(consequences).toMatchObject([{ recipient: { answer: '550 5.1.1 <null> unknown' } }]);
  });

  it.each(['delayed', 'delivered', 'relayed', 'expanded'] as const)(
    'of what is %s has no consequence',
    (action) => {
      const report = readMail(reportOn({ ...failed('person@receiver.example'), action }));

      expect(recordOf(report, [byId(message)], noSignature)).toMatchObject({
        kind: 'ignored',
        reason: 'not_a_failure',
      });
    },
  );
});

describe('an unreadable mail', () => {
  const unreadable = (purpose?: SignedRecipient['purpose']): ReadMail => ({
    received: readMail(reportOn(), purpose).received,
    unreadable: 'more than 1,000 parts',
  });

  it('is kept with its reason', () => {
    expect(recordOf(unreadable(), [], noSignature)).toMatchObject({
      kind: 'unreadable',
      reason: 'more than 1,000 parts',
      consequences: [],
    });
  });

  it('to an unsubscribe address is an unsubscribe request', () => {
    expect(recordOf(unreadable('unsubscribe'), [byId(message)], noSignature)).toMatchObject({
      kind: 'unsubscribe_request',
      consequences: [{ kind: 'unsubscribed', message }],
    });
  });
});
