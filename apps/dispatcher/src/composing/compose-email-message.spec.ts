import { describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { compose, textsOf } from '#composing';
import type { Recipient, StepView } from '#contracts';
import { newId } from '#kernel';
import { readLinkToken, readUnsubscribeToken, signSendId } from '#tracking';
import { rawMessageOf } from '../clients/smtp/raw-message.js';
import { composeTaskOf, emailMessageOf, type MessageFacts } from './compose-email-message.js';
import { messageUrls, type MessageUrls } from './message-urls.js';

const step = (facts: Partial<StepView> = {}): StepView => ({
  id: newId('step'),
  step_number: 1,
  delay_value: 0,
  delay_unit: 'days',
  subject: 'Hello {{ first_name }}',
  body_html: '<p>Hi {{ first_name }} of {{ company.name }}</p>',
  body_text: null,
  same_thread: true,
  ...facts,
});

const recipient: Recipient = {
  contact_id: newId('cont'),
  email: 'grace@example.org',
  first_name: 'Grace <3',
  last_name: null,
  title: null,
  seniority: null,
  department: null,
  country: null,
  time_zone: null,
  company: { name: 'Navy & Co', domain: null, industry: null },
  custom_fields: { plan: 'pro', nested: { deep: 1 } },
};

const SECRET = 'a secret of the tests';
const SEND = newId('send');
const SENDER = { email: 'ada@mail.example', display_name: 'Ada Lovelace' };
const message = {
  workspace_id: newId('ws'),
  send_id: SEND,
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: recipient.contact_id,
  step_id: newId('step'),
  step_number: 1,
  composed_at: 1_777_896_000,
};
const urlsThat = (tracks: { opens?: boolean; links?: boolean } = {}) =>
  messageUrls({
    base: 'https://n.example',
    secret: SECRET,
    message,
    tracks: { opens: false, links: false, ...tracks },
    sender: SENDER,
    recipient,
  });
const NO_FOOTER = { footer: '', postalAddress: null };

const FIRST = step();
const facts = ({ step, ...some }: Partial<MessageFacts> & { step?: StepView } = {}): MessageFacts => ({
  sendId: SEND,
  sendToken: signSendId(SECRET, SEND),
  messageText: textsOf(step ?? FIRST, undefined),
  threadRoot: FIRST,
  recipient,
  sender: SENDER,
  earlier: [],
  urls: urlsThat(),
  footer: NO_FOOTER,
  inboundDomain: undefined,
  date: new Date('2026-05-04T12:00:00Z'),
  timeZone: 'Europe/Berlin',
  ...some,
});

const composeEmailMessage = (messageFacts: MessageFacts) =>
  emailMessageOf(messageFacts, compose(composeTaskOf(messageFacts), 1_000));

const THREAD = [
  { stepNumber: 1, messageId: '<one@x>', subject: 'Hello Grace' },
  { stepNumber: 2, messageId: '<two@x>', subject: 'Re: Hello Grace' },
];

describe('a message', () => {
  it('fills in what is known of the contact, escaped in HTML and plain in text and subject', () => {
    const message = composeEmailMessage(facts());
    expect(message.subject).toBe('Hello Grace <3');
    expect(message.html).toBe('<p>Hi Grace &lt;3 of Navy &amp; Co</p>');
    expect(message.text).toBe('Hi Grace <3 of Navy & Co');
  });

  it('knows custom fields and its sender, and takes what is missing for empty', () => {
    const body_text =
      '{{ custom_fields.plan }}/{{ sender.first_name }}/{{ sender.email }}/{{ last_name }}/{{ nothing.at.all }}';
    const message = composeEmailMessage(facts({ step: step({ body_html: null, body_text }) }));
    expect(message.text).toBe('pro/Ada/ada@mail.example//');
    expect(message.html).toBeNull();
  });

  it('spins the same way in every composition of the send', () => {
    const spun = step({
      subject: '{{ "Hi|Hello|Hey" | spin }}',
      body_html: '{{ "<b>a</b>|<b>b</b>" | spin }}',
    });
    const message = composeEmailMessage(facts({ step: spun }));
    expect(['Hi', 'Hello', 'Hey']).toContain(message.subject);
    expect(message.html).toMatch(/^<b>[ab]<\/b>$/);
    expect(composeEmailMessage(facts({ step: { ...spun } }))).toEqual(message);
  });

  it('carries the pixel in its HTML alone, and only where open tracking is on', () => {
    const message = composeEmailMessage(
      facts({ urls: urlsThat({ opens: true }), step: step({ body_html: '<body><p>Hi</p></body>' }) }),
    );
    expect(message.html).toMatch(/<p>Hi<\/p><img src="https:\/\/n\.example\/t\/[^"]+\.gif"[^>]*><\/body>$/);
    expect(message.html).not.toContain('display'); // mail clients do not fetch an image that they do not show
    expect(message.text).toBe('Hi');
  });

  it('leads the links of its HTML through signed addresses, where link tracking is on, and its text stays the same', () => {
    const body =
      '<p><a href="https://a.example/?x=1&amp;y=2">A</a> <a href="{{ unsubscribe_url }}">Leave</a></p>';
    const composed = (urls: MessageUrls) =>
      composeEmailMessage(facts({ urls, step: step({ body_html: body }) }));
    const tracked = composed(urlsThat({ links: true }));
    const plain = composed(urlsThat());
    const { unsubscribe } = urlsThat();
    expect(plain.html).toBe(body.replace('{{ unsubscribe_url }}', unsubscribe));
    expect(tracked.text).toBe(`A (https://a.example/?x=1&y=2) Leave (${unsubscribe})`);
    expect(tracked.text).toBe(plain.text);

    const html = String(tracked.html);
    const token = String(/https:\/\/n\.example\/c\/([\w-]+)/.exec(html)?.[1]);
    const link = { url: 'https://a.example/?x=1&y=2', position: 0, count: 1 };
    expect(readLinkToken(SECRET, token)).toEqual({ message, link });
    expect(html.replace(`https://n.example/c/${token}`, 'https://a.example/?x=1&amp;y=2')).toBe(plain.html);
  });

  it('names the address at which its reader leaves, in the footer and for mail clients', () => {
    const sent = composeEmailMessage(facts({ footer: { footer: null, postalAddress: null } }));
    expect(sent.text).toBe(`Hi Grace <3 of Navy & Co\n\nUnsubscribe: ${sent.unsubscribeUrl}`);
    expect(sent.unsubscribeUrl).toMatch(/^https:\/\/n\.example\/u\/[\w-]+$/);
    expect(
      readUnsubscribeToken(SECRET, (sent.unsubscribeUrl ?? '').slice('https://n.example/u/'.length)),
    ).toEqual({
      message,
      page: { sender: 'Ada Lovelace', language: '' },
    });
  });

  it('answers the thread of the enrollment, with Re: when the step has no subject', () => {
    const message = composeEmailMessage(facts({ step: step({ subject: '' }), earlier: THREAD }));
    expect(message).toMatchObject({
      subject: 'Re: Hello Grace',
      inReplyTo: '<two@x>',
      references: ['<one@x>', '<two@x>'],
    });
  });

  it('begins a new thread when the step wants one', () => {
    const message = composeEmailMessage(
      facts({ step: step({ same_thread: false, subject: 'New' }), earlier: [] }),
    );
    expect(message).toMatchObject({ subject: 'New', inReplyTo: null, references: [] });
  });

  it('takes the first subject when nothing went out before', () => {
    expect(composeEmailMessage(facts({ step: step({ subject: '' }) })).subject).toBe('Hello Grace <3');
  });

  it.each([
    ['that cannot be read', '{% if %}', 'invalid value expression'],
    ['that never ends', '{% for i in (1..100000000) %}{{ i }}{% endfor %}', 'limit exceeded'],
    ['that prints too much', `{% for i in (1..9) %}${'x'.repeat(99_999)}{% endfor %}`, '500000 characters'],
    ['with a filter that there is none of', '{{ first_name | shout }}', 'undefined filter: shout'],
    ['that reads a file', '{% render "/etc/passwd" %}', 'tag "render" not found'],
  ])('fails for a template %s', (_, body, message) => {
    expect(() => composeEmailMessage(facts({ step: step({ body_html: body }) }))).toThrow(message);
  });

  it('fails for a subject that no message of the bus would hold', () => {
    const subject = '{% for i in (1..1000) %}é{% endfor %}';
    expect(() => composeEmailMessage(facts({ step: step({ subject }) }))).toThrow('998 characters');
  });

  it('becomes a message that any client reads', async () => {
    const message = composeEmailMessage(
      facts({ earlier: THREAD, step: step({ subject: 'Grüße {{ first_name }}' }) }),
    );
    const mail = await rawMessageOf(message);
    const read = await simpleParser(mail.content);

    expect(mail).toMatchObject({ from: 'ada@mail.example', to: 'grace@example.org' });
    expect(read).toMatchObject({
      subject: 'Grüße Grace <3',
      messageId: `<${signSendId(SECRET, SEND)}@mail.example>`,
      inReplyTo: '<two@x>',
      references: ['<one@x>', '<two@x>'],
      html: '<p>Hi Grace &lt;3 of Navy &amp; Co</p>',
    });
    expect(read.text?.trim()).toBe('Hi Grace <3 of Navy & Co');
    expect(read.from?.text).toBe('"Ada Lovelace" <ada@mail.example>');
    expect(read.date).toEqual(message.date);
  });
});
