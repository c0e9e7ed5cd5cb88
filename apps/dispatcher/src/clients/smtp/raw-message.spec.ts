import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { newId } from '#kernel';
import { recipient } from '#testing';
import { signSendId } from '#tracking';
import { messageUrls } from '../../composing/message-urls.js';
import { answerAddresses } from '../../domain/answer-addresses.js';
import type { EmailMessage } from '../../domain/email-message.js';
import { rawMessageOf } from './raw-message.js';

const TOKEN = signSendId('a secret of the tests', newId('send'));

const message = (facts: Partial<EmailMessage> = {}): EmailMessage => ({
  from: { name: 'Ada Lovelace', address: 'ada@a.example' },
  to: 'grace@example.org',
  subject: 'Hello',
  html: '<p>Hi</p>',
  text: 'Hi',
  messageId: `<${TOKEN}@a.example>`,
  inReplyTo: null,
  references: [],
  date: new Date('2026-05-04T12:00:00Z'),
  unsubscribeUrl: `https://n.example/u/${'x'.repeat(200)}`,
  ...answerAddresses({ email: 'ada@a.example' }, 'replies.example', TOKEN),
  ...facts,
});

const headersOf = (content: Buffer): string[] =>
  content.toString('latin1').split('\r\n\r\n', 1).join('').split('\r\n');
const namesOf = (content: Buffer): string[] =>
  headersOf(content).flatMap((line) => /^[\w-]+(?=:)/.exec(line)?.[0].toLowerCase() ?? []);

describe('the headers of a message', () => {
  it('begin with the one-click unsubscribe, the https address first and whole', async () => {
    const { content } = await rawMessageOf(message());
    expect(headersOf(content).slice(0, 3)).toEqual([
      `List-Unsubscribe: <https://n.example/u/${'x'.repeat(200)}>,`,
      ` <mailto:u-${TOKEN}@replies.example>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ]);
  });

  it('name the https address alone where no mail would be read', async () => {
    const { content } = await rawMessageOf(message({ unsubscribeMailto: null, replyTo: null }));
    expect(headersOf(content).slice(0, 2)).toEqual([
      `List-Unsubscribe: <https://n.example/u/${'x'.repeat(200)}>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ]);
    expect(namesOf(content)).not.toContain('reply-to');
  });

  it('come once each, and lead answers and delivery reports to the inbound domain', async () => {
    const { content, from } = await rawMessageOf(message());
    const names = namesOf(content);
    expect(new Set(names).size).toBe(names.length);
    expect(from).toBe(`b-${TOKEN}@replies.example`);
    expect(headersOf(content)).toContain(`Reply-To: r-${TOKEN}@replies.example`);
    expect(headersOf(content)).toContain('From: Ada Lovelace <ada@a.example>');
  });

  it('have ids right behind their names, however long they are', async () => {
    const id = `<${TOKEN}@a-long-domain-of-a-sender.example>`;
    const { content } = await rawMessageOf(message({ messageId: id, inReplyTo: id, references: [id, id] }));
    expect(headersOf(content)).toEqual(
      expect.arrayContaining([`Message-ID: ${id}`, `In-Reply-To: ${id}`, ` ${id}`]),
    );
  });

  it('have lines of at most 998 octets (RFC 5322), whatever the names are', async () => {
    const urls = messageUrls({
      base: `https://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.example`,
      secret: 'a secret of the tests',
      message: {
        workspace_id: newId('ws'),
        send_id: newId('send'),
        campaign_id: newId('camp'),
        enrollment_id: newId('enr'),
        contact_id: newId('cont'),
        step_id: newId('step'),
        step_number: 1,
        variant: '長'.repeat(50),
        composed_at: 0,
      },
      tracks: { opens: true, links: true },
      sender: { email: 'ada@a.example', display_name: '長'.repeat(200) },
      recipient: recipient({ custom_fields: { language: 'ja' } }),
    });
    const from = { name: '長'.repeat(200), address: 'ada@a.example' };
    const { content } = await rawMessageOf(message({ from, unsubscribeUrl: urls.unsubscribe }));
    expect(Math.max(...headersOf(content).map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  /** `sign_headers` of rspamd: those that are there, `x` ones only once. */
  const SIGNED =
    'from:sender:reply-to:subject:date:message-id:to:cc:mime-version:content-type:content-transfer-encoding:in-reply-to:references:list-id:list-help:list-owner:list-unsubscribe:list-unsubscribe-post:list-subscribe:list-post';

  it('are all covered by a DKIM signature of the default list of rspamd, as RFC 8058 wants it', async () => {
    const { content, from, to } = await rawMessageOf(message());
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const dkim = { domainName: 'a.example', keySelector: 's', privateKey, headerFieldNames: SIGNED };
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim });
    const sent = await transport.sendMail({ raw: content, envelope: { from, to } });

    if (!Buffer.isBuffer(sent.message)) throw new Error('the transport gave a stream');
    const signed = sent.message.toString('latin1');
    const [signature = ''] = /^DKIM-Signature:.*(?:\r\n[ \t].*)*/m.exec(signed) ?? [];
    const [, names = ''] = /\bh=([^;]*)/.exec(signature.replaceAll(/\s/g, '')) ?? [];
    expect(names.toLowerCase().split(':')).toEqual(
      expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'reply-to', 'from', 'message-id']),
    );
    expect(signed.endsWith(content.toString('latin1'))).toBe(true);
  });
});
