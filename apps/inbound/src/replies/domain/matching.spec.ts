import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId, type Id } from '#kernel';
import { readSendId, signSendId } from '#tracking';
import type { Judgement } from '../../mail/domain/judgement.js';
import type { Mail } from '../../mail/domain/mail.js';
import type { AnsweredMessage } from './answered-message.js';
import { isOwnMail, lookupsOf, matchesOf, MAX_LOOKUPS, type Lookup } from './matching.js';
import type { UnderstoodMail } from './read-mail.js';
import type { ReceivedMail, SignedRecipient } from './received-mail.js';

const SECRET = 'a secret of tests';
const read = (token: string): Id<'send'> | null => readSendId(SECRET, token);
const named = (send: Id<'send'>): string => `${signSendId(SECRET, send)}@sender.example`;

const ACCOUNT = newId('ea');
const NOW = new Date('2026-11-30T09:00:00Z');
const SINCE = '2026-10-31T09:00:00.000Z';
const REPLY: Judgement = { kind: 'reply', intent: 'other', confidence: 0.5, automatic: false };

interface Given {
  readonly mail?: Partial<Mail>;
  readonly judgement?: Judgement;
  readonly received?: Partial<ReceivedMail>;
}

const mailOf = ({ mail, judgement = REPLY, received }: Given = {}): UnderstoodMail => ({
  received: {
    workspaceId: newId('ws'),
    accountId: ACCOUNT,
    accountEmail: 'ada@sender.example',
    key: 'test',
    raw: Buffer.alloc(0),
    receivedAt: NOW,
    ...received,
  },
  mail: {
    messageId: 'x@receiver.example',
    from: 'person@receiver.example',
    to: [],
    subject: 'Re: Hello',
    date: null,
    references: [],
    headers: new Map(),
    contentType: 'text/plain',
    text: '',
    newText: '',
    reports: [],
    ...mail,
  },
  judgement,
});

const byAddress = (email: string): Lookup => ({ sending_account_id: ACCOUNT, email, since: SINCE });

const messageIn = (workspace_id: Id<'ws'>, send_id = newId('send')): AnsweredMessage => ({
  workspace_id,
  send_id,
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  email: 'person@receiver.example',
  sending_account_id: ACCOUNT,
});

describe('the message that a mail is about is looked for', () => {
  it('by the ids that the mail names, then by its recipient, then by its subject, then by its sender', () => {
    const [answered, older, recipient, unsubscribed] = [
      newId('send'),
      newId('send'),
      newId('send'),
      newId('send'),
    ];
    const mail = mailOf({
      mail: {
        references: ['foreign@elsewhere.example', named(answered), named(older)],
        subject: `unsubscribe ${signSendId(SECRET, unsubscribed)}`,
      },
      received: { recipient: { purpose: 'reply', sendId: recipient } },
    });

    expect(lookupsOf(mail, read)).toEqual([
      { send_id: answered },
      { send_id: older },
      { send_id: recipient },
      { send_id: unsubscribed },
      byAddress('person@receiver.example'),
    ]);
  });

  it('in a report by its original, and by the recipients that failed, not by the server that wrote it', () => {
    const send = newId('send');
    const failed = { action: 'failed' as const, smtpCode: 550, enhancedCode: null, answer: '' };
    const mail = mailOf({
      mail: { from: 'mailer-daemon@receiver.example' },
      judgement: {
        kind: 'delivery_report',
        recipients: [
          { ...failed, email: 'new@receiver.example' },
          { ...failed, email: null },
        ],
        original: { messageIds: [named(send)], to: ['person@receiver.example'] },
      },
    });

    expect(lookupsOf(mail, read)).toEqual([
      { send_id: send },
      byAddress('new@receiver.example'),
      byAddress('person@receiver.example'),
    ]);
  });

  it.each([
    'mx.sender.example; spf=fail smtp.mailfrom=evil.example; dmarc=fail (p=NONE) header.from=receiver.example',
    'spf=none smtp.mailfrom=evil.example; dkim=none; DMARC = fail action=none; compauth=none',
    'spf=fail; dkim=none; dmarc=none action=none header.from=receiver.example;compauth=fail reason=001',
  ])(
    'by no sender that the server of the mailbox calls forged, and by the ids all the same: %s',
    (results) => {
      const send = newId('send');
      const headers = new Map([['authentication-results', results]]);

      expect(lookupsOf(mailOf({ mail: { headers } }), read)).toEqual([]);
      expect(lookupsOf(mailOf({ mail: { headers, references: [named(send)] } }), read)).toEqual([
        { send_id: send },
      ]);
    },
  );

  it.each([
    'mx.sender.example; dmarc=pass header.from=receiver.example',
    'mx.sender.example; dmarc=none',
    '',
  ])('by a sender of whom the server of the mailbox says nothing bad: %s', (results) => {
    const headers = new Map([['authentication-results', results]]);
    expect(lookupsOf(mailOf({ mail: { headers } }), read)).toEqual([byAddress('person@receiver.example')]);
  });

  it('a bounded number of times, and by no id that we have not signed, whatever a mail names', () => {
    const anything = fc.record({
      references: fc.array(
        fc.oneof(
          fc.string(),
          fc.integer().map(() => named(newId('send'))),
          fc.integer().map(() => `${signSendId('another secret', newId('send'))}@sender.example`),
        ),
        { maxLength: 40 },
      ),
      subject: fc.string(),
      from: fc.option(fc.string({ maxLength: 500 })),
    });

    fc.assert(
      fc.property(anything, (mail) => {
        const signed = new Set(mail.references.map((reference) => read(reference.split('@')[0] ?? '')));
        const lookups = lookupsOf(mailOf({ mail }), read);
        return (
          lookups.length <= MAX_LOOKUPS &&
          lookups.every((lookup) => !('send_id' in lookup) || signed.has(lookup.send_id))
        );
      }),
    );
  });
});

describe('a message that was found', () => {
  it('is never one of another workspace than that of the mailbox, or of the address that the mail was sent to', () => {
    const [own, foreign] = [newId('ws'), newId('ws')];
    const scene = fc.record({
      workspaces: fc.array(fc.constantFrom(own, foreign), { maxLength: 8 }),
      bySmtp: fc.boolean(),
      purpose: fc.constantFrom<SignedRecipient['purpose']>('reply', 'bounce', 'unsubscribe'),
    });

    fc.assert(
      fc.property(scene, ({ workspaces, bySmtp, purpose }) => {
        const recipient = messageIn(own);
        const messages = [...workspaces.map((workspace) => messageIn(workspace)), recipient];
        const lookups = messages.map(({ send_id }) => ({ send_id }));
        const received = bySmtp
          ? { workspaceId: null, accountId: null, recipient: { purpose, sendId: recipient.send_id } }
          : { workspaceId: own };
        const matches = matchesOf(mailOf({ received }), lookups, messages);
        expect(matches.map(({ message }) => message)).toEqual(
          messages.filter(({ workspace_id }) => workspace_id === own),
        );
      }),
    );
  });

  it('is none where the message of the address is unknown', () => {
    const received = {
      workspaceId: null,
      accountId: null,
      recipient: { purpose: 'reply' as const, sendId: newId('send') },
    };
    const other = messageIn(newId('ws'));

    expect(matchesOf(mailOf({ received }), [{ send_id: other.send_id }], [other])).toEqual([]);
  });
});

describe('our own mail', () => {
  it.each<[string, Partial<Mail>]>([
    ['with a Message-ID that we signed', { messageId: named(newId('send')) }],
    ['with such a Message-ID in capitals', { messageId: named(newId('send')).toUpperCase() }],
    ['from the address of the account', { from: 'Ada@Sender.Example' }],
  ])('%s is recognized', (_, mail) => {
    expect(isOwnMail(mailOf({ mail }), read)).toBe(true);
  });

  it('is not that of others', () => {
    expect(isOwnMail(mailOf(), read)).toBe(false);
    expect(isOwnMail(mailOf({ received: { accountEmail: null }, mail: { from: null } }), read)).toBe(false);
  });
});
