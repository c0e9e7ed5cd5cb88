import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ReplyIntent } from '#contracts';
import { judge } from './judge.js';
import type { ReplyIntent as Intent, Judgement } from './judgement.js';
import type { Mail } from './mail.js';

const NOW = new Date('2027-01-05T09:00:00Z');

const mailWith = (parts: Partial<Mail>): Mail => ({
  messageId: 'a@b.example',
  from: 'ada@example.org',
  to: ['sales@example.com'],
  subject: 'Re: hello',
  date: NOW,
  references: [],
  headers: new Map(),
  contentType: 'text/plain',
  text: parts.newText ?? '',
  newText: '',
  reports: [],
  ...parts,
});

const judged = (newText: string, parts: Partial<Mail> = {}): Judgement =>
  judge(mailWith({ newText, ...parts }), { now: NOW });

describe('an answer to a message about deliveries', () => {
  const quoted = 'On Monday Ada wrote:\n> Parcels that could not be delivered cost you money.';

  it.each([
    ['of a person', 'Re: Your delivery report', 'Sounds good, call me.', {}],
    [
      'of a program',
      'Automatic reply: Delivery status of your parcels',
      'I am out of the office.',
      {
        'return-path': '<>',
        'auto-submitted': 'auto-replied',
      },
    ],
    ['of a program in German', 'AW: nicht zustellbar', 'Ich bin im Urlaub.', { 'return-path': '<>' }],
  ])('%s is no delivery report', (_, subject, newText, headers) => {
    const parts = { subject, text: `${newText}\n\n${quoted}`, headers: new Map(Object.entries(headers)) };

    expect(judged(newText, parts).kind).toMatch(/^(?:reply|auto_reply)$/);
  });
});

describe('a reply', () => {
  it('has an intent of the contract', () => {
    const intents: readonly Intent[] = ReplyIntent.options;
    const contract: readonly ReplyIntent[] = intents;

    expect(contract).toHaveLength(10);
  });

  it('that says "not interested" is never interested, whatever stands around it', () => {
    const refusal = fc.constantFrom(
      'not interested',
      "we're not interested",
      "we aren't interested",
      'I am not really all that interested',
      'no interest',
      'no longer interested',
      'kein Interesse',
      'nicht interessiert',
      'pas intéressé',
      'aucun intérêt',
      'no estamos interesados',
      'no me interesa',
      'não tenho interesse',
      'não estamos interessados',
    );
    const around = fc.constantFrom(
      '',
      'Sounds great, but',
      'Thanks!',
      "let's talk",
      'Please call me.',
      'Very',
      'Yes',
      '???',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(around, { maxLength: 3 }),
        refusal,
        fc.array(around, { maxLength: 3 }),
        (before, no, after) => {
          const judgement = judged([...before, no, ...after].join(' '));
          expect(judgement).not.toMatchObject({ intent: 'interested' });
        },
      ),
    );
  });

  it.each([
    ['No problem, we are interested.', 'interested'],
    ['I would like to know where you found my address.', 'question'],
    ['Wie funktioniert das?', 'question'],
    ['Lorem ipsum dolor sit amet.', 'other'],
    ['', 'other'],
  ])('%j means %s', (text, intent) => {
    expect(judged(text)).toMatchObject({ kind: 'reply', intent, automatic: false });
  });

  it('without a known phrase is of little confidence, and one of two intents of less', () => {
    const [unknown, sure, mixed] = [
      'Lorem ipsum.',
      'Not interested.',
      'Not interested, and too expensive.',
    ].map((text) => judged(text));

    expect(unknown).toMatchObject({ intent: 'other', confidence: 0.3 });
    expect(sure).toMatchObject({ intent: 'not_interested', confidence: 0.9 });
    expect(mixed).toMatchObject({ intent: 'not_interested', confidence: 0.65 });
  });

  it('is judged by another classifier where one is given', () => {
    const judgement = judge(mailWith({ newText: 'Not interested' }), { now: NOW }, () => ({
      intent: 'question',
      confidence: 0.7,
    }));

    expect(judgement).toEqual({ kind: 'reply', intent: 'question', confidence: 0.7, automatic: false });
  });
});

const TOKEN = '01k7q2v9w8s5r4e3d2c1b0a9z8.0123456789abcdef0123';

describe('an unsubscribe request', () => {
  it.each([
    ['the subject of a mail client’s button', '', `unsubscribe ${TOKEN}`, 1],
    ['that subject in capitals', 'sent by my client', `Unsubscribe ${TOKEN.toUpperCase()}`, 1],
    ['a subject over an empty mail', '', 'Unsubscribe', 0.95],
    ['one word', 'Unsubscribe.', 'Re: hello', 0.95],
    ['one word with politeness', 'Bitte abmelden, danke!', 'Re: hello', 0.95],
    ['a sentence', 'Please take my address off your list.', 'Re: hello', 0.9],
  ])('is %s', (_, text, subject, confidence) => {
    expect(judged(text, { subject })).toEqual({ kind: 'unsubscribe_request', confidence });
  });

  it('counts although a program sent it', () => {
    const headers = new Map([['auto-submitted', 'auto-generated']]);

    expect(judged('', { subject: `unsubscribe ${TOKEN}`, headers })).toMatchObject({
      kind: 'unsubscribe_request',
    });
  });

  it.each([
    ['a long mail', `${'We talked about it at length. '.repeat(20)} Some would unsubscribe me from this.`],
    ['quoted text alone', 'Thanks!'],
    ['another stop', 'Could you stop by on Thursday?'],
    ['a remark', 'I removed the old list from our system, send me the new one.'],
  ])('is not in %s', (_, newText) => {
    const text = `${newText}\n> unsubscribe me\n> STOP`;

    expect(judged(newText, { text })).toMatchObject({ kind: 'reply' });
  });
});

describe('an automatic answer', () => {
  it.each([
    ['Auto-Submitted', 'auto-replied', 0.95],
    ['Auto-Submitted', 'auto-replied (vacation)', 0.95],
    ['X-Autoreply', 'yes', 0.95],
    ['X-Autorespond', 'Re: hello', 0.95],
    ['Precedence', 'auto_reply', 0.95],
    ['Precedence', 'bulk', 0.75],
    ['X-Auto-Response-Suppress', 'OOF', 0.75],
  ])('is known by %s: %s', (name, value, confidence) => {
    const headers = new Map([[name.toLowerCase(), value]]);

    expect(judged('I am out of the office.', { headers })).toEqual({
      kind: 'auto_reply',
      confidence,
      returnsOn: null,
    });
  });

  it.each([
    ['auto-submitted', 'no'],
    ['precedence', 'bulk'],
    ['x-auto-response-suppress', 'All'],
  ])('is not known by %s: %s alone', (name, value) => {
    expect(judged('Sounds good.', { headers: new Map([[name, value]]) })).toMatchObject({
      intent: 'interested',
    });
  });

  it('in words alone is one if it begins with the absence, and no wish for a call after it', () => {
    expect(judged('I am out of the office until 8 January.')).toEqual({
      kind: 'auto_reply',
      confidence: 0.6,
      returnsOn: '2027-01-09',
    });
    expect(
      judged(`${'Sounds great, let us talk about the numbers. '.repeat(15)} I am on vacation until Monday.`),
    ).toMatchObject({
      intent: 'interested',
    });
  });
});

describe('a person who writes like a server', () => {
  it.each([
    ['an empty return path', { headers: new Map([['return-path', '<>']]) }],
    ['a subject', { subject: 'Re: undeliverable parcels' }],
    ['a postmaster’s address', { from: 'postmaster@example.org' }],
  ])('with %s alone has written a reply', (_, parts) => {
    expect(judged('How much is it?', parts)).toMatchObject({ kind: 'reply', intent: 'question' });
  });
});
