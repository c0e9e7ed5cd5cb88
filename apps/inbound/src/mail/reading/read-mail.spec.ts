import { describe, expect, it } from '@jest/globals';
import { readMail } from './read-mail.js';

const lines = (...texts: readonly string[]): Buffer => Buffer.from(texts.join('\r\n'));

describe('a received mail', () => {
  it('is read: ids, addresses, references, subject, date and the new text', async () => {
    const raw = lines(
      'Message-ID: <answer@example.org>',
      'From: =?utf-8?q?Ad=C3=A9le?= <Adele@Example.org>',
      'To: "Sales, Ltd" <sales@example.com>, b@example.com',
      'Delivered-To: sales@example.com',
      'X-Original-To: r-1@replies.example.com',
      'Subject: =?utf-8?q?Re:_caf=C3=A9?=',
      'Date: Mon, 4 Jan 2027 10:12:00 +0100',
      'In-Reply-To: <3@example.com>',
      'References: <1@example.com> <2@example.com>',
      ' <3@example.com>',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Sounds good =E2=80=94 call me.',
      '',
      'On Mon, 4 Jan 2027 at 09:00, Sales <sales@example.com> wrote:',
      '> Hello',
    );

    expect(await readMail(raw)).toMatchObject({
      messageId: 'answer@example.org',
      from: 'adele@example.org',
      to: ['sales@example.com', 'b@example.com', 'r-1@replies.example.com'],
      subject: 'Re: café',
      date: new Date('2027-01-04T09:12:00Z'),
      references: ['3@example.com', '2@example.com', '1@example.com'],
      contentType: 'text/plain',
      newText: 'Sounds good — call me.',
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['only NULs', Buffer.alloc(1_000)],
    ['no header', Buffer.from('\r\n\r\nhello')],
    ['a multipart without its parts', lines('Content-Type: multipart/mixed; boundary=x', '', 'hello')],
  ])('with %s is read', async (_, raw) => {
    expect(await readMail(raw)).toMatchObject({ messageId: null, references: [] });
  });
});
