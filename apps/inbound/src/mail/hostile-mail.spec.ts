import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readCorpus } from '../../test/corpus.js';
import { judge, MAX_MAIL_BYTES, readMail, type Mail, type Unreadable } from './index.js';

const NOW = new Date('2027-01-05T09:00:00Z');
const MEGABYTE = 1024 * 1024;
const HEADERS = 'From: a@b.example\r\nTo: c@d.example\r\nSubject: Re: hello\r\nMIME-Version: 1.0\r\n';

const readAndJudge = async (raw: Buffer): Promise<Mail | Unreadable> => {
  const mail = await readMail(raw);
  if (!('unreadable' in mail)) judge(mail, { now: NOW });

  return mail;
};

const multipart = (depth: number): string =>
  depth === 0
    ? 'Content-Type: text/plain\r\n\r\ndeep\r\n'
    : `Content-Type: multipart/mixed; boundary="b${depth}x"\r\n\r\n--b${depth}x\r\n${multipart(depth - 1)}\r\n--b${depth}x--\r\n`;

const messages = (depth: number): string =>
  Array.from({ length: depth }, () => 'Content-Type: message/rfc822\r\n\r\n').join('') +
  'Subject: deep\r\n\r\ndeep';

const attachmentOf = (body: string): string =>
  `${HEADERS}Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x\r\n` +
  'Content-Type: application/zip\r\nContent-Disposition: attachment; filename=bomb.zip\r\n' +
  `Content-Transfer-Encoding: base64\r\n\r\n${body}\r\n--x--\r\n`;

describe('a hostile mail', () => {
  let before = 0;
  beforeEach(() => {
    before = process.memoryUsage().rss;
  });
  afterEach(() => {
    // Far more than a mail needs, and far less than one that is copied for each of its parts.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE);
  });

  it.each([
    [
      '10,000 parts',
      () => `${HEADERS}Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\n\r\na\r\n'.repeat(10_000)}`,
    ],
    ['a header of 10 MB', () => `${HEADERS}X-Long: ${'a'.repeat(10 * MEGABYTE)}\r\n\r\nhello`],
    ['10 MB of header lines', () => `${HEADERS}${'X: a\r\n'.repeat((10 * MEGABYTE) / 6)}\r\nhello`],
    ['24 MB of line ends', () => `${HEADERS}\r\n${'\n'.repeat(24 * MEGABYTE)}`],
    [
      '24 MB of delimiters',
      () => `${HEADERS}Content-Type: multipart/mixed; boundary=x\r\n\r\n${'--y\n'.repeat(6 * MEGABYTE)}`,
    ],
    ['parts nested 51 deep', () => `${HEADERS}${multipart(51)}`],
    ['parts nested 1,000 deep', () => `${HEADERS}${multipart(1_000)}`],
  ])('with %s is unreadable, and says why', async (_, text) => {
    expect(await readAndJudge(Buffer.from(text()))).toEqual({
      unreadable: expect.stringMatching(/nested|header|nodes|lines/),
    });
  });

  it('of 200 MB is refused before it is parsed', async () => {
    expect(await readAndJudge(Buffer.alloc(200 * MEGABYTE))).toEqual({ unreadable: 'larger than 25 MB' });
  });

  it.each([
    ['mails within mails, 1,000 deep', () => `${HEADERS}${messages(1_000)}`],
    ['parts nested 50 deep', () => `${HEADERS}${multipart(50)}`],
    ['NULs', () => `${HEADERS}\0\r\n\r\n${'\0'.repeat(MEGABYTE)}hello`],
    ['an attachment of 24 MB', () => attachmentOf('UEsDBAoA'.repeat((23 * MEGABYTE) / 8))],
    ['a line of 24 MB', () => `${HEADERS}\r\n${'a'.repeat(24 * MEGABYTE)}`],
    ['24 MB of elements', () => `${HEADERS}Content-Type: text/html\r\n\r\n${'<b>'.repeat(8 * MEGABYTE)}`],
    [
      '24 MB of quoted-printable',
      () => `${HEADERS}Content-Transfer-Encoding: quoted-printable\r\n\r\n${'=41'.repeat(8 * MEGABYTE)}`,
    ],
    ['100,000 recipients', () => `To: ${'a@b.example, '.repeat(70_000)}\r\n${HEADERS}\r\nhello`],
  ])('with %s is read, and little of it is kept', async (_, text) => {
    const mail = await readAndJudge(Buffer.from(text()));

    expect(JSON.stringify(mail).length).toBeLessThan(MEGABYTE);
    expect(JSON.stringify(mail)).not.toContain(String.raw`\u0000`);
  });

  const mailOf = (bytes: number): Buffer =>
    Buffer.concat([Buffer.from(`${HEADERS}\r\n`), Buffer.alloc(bytes)], bytes);

  it('may be as large as the limit', async () => {
    expect(await readMail(mailOf(MAX_MAIL_BYTES))).toHaveProperty('text');
    expect(await readMail(mailOf(MAX_MAIL_BYTES + 1))).toHaveProperty('unreadable');
  });
});

/** An attacker would repeat these to make the rules slow: they begin phrases that the rules look for. */
const PIECES = [
  'Op schreef\n',
  'Op ',
  'W dniu pisze ',
  'On Mon 4 wrote ',
  'On a\n',
  'Am 1 schrieb <\n',
  'From: a\nTo:\n',
  'From: <\n',
  '-- \n',
  '________',
  '\n_____',
  '> ',
  '>\n',
  'Le 4 a écrit',
  'until ',
  'from 4 to 5 to ',
  'back on ',
  'jusqu’au 3 ',
  'bis 01.01.',
  'remove me from ',
  'already ',
  'talk to my ',
  'no longer ',
  'not really ',
  'please ',
  'click follow ',
  'what ',
  'a@a.',
  'a@',
  'reason: ',
  '550 5.1.1 ',
  'message-id: ',
  '\nmessage-id: <a@',
  '1.',
  "'",
  '? ',
  '\u0301',
  '在',
];

/** Words that end what the pieces begin, in a number that a person may write. */
const ENDS = ['schreef', 'skrev', 'pisze', 'escreveu:', 'wrote:', '<a@b.example>:'];

/** As long as a text may be, and as long as one that the library gets. */
const LENGTHS = [200_000, 4_900];

describe('a text that is made to be slow', () => {
  it.each(PIECES)('ends within the time of a test: many %j', async (piece) => {
    const subject = piece.trim().replaceAll('\n', ' ').repeat(900);
    for (const length of LENGTHS) {
      const body = piece.repeat(length / piece.length);
      const ended = ENDS.map((end) => `${piece.repeat(length / piece.length / 8)}${end}\n`).join('');
      for (const text of [body, ended, `${ended}\n${ended}`.slice(0, length)]) {
        const raw = Buffer.from(
          `From: mailer-daemon@b.example\r\nAuto-Submitted: auto-replied\r\nSubject: ${subject}\r\n\r\n${text}`,
        );
        expect(await readAndJudge(raw)).toHaveProperty('newText');
        expect(await readAndJudge(raw.subarray(raw.indexOf('Subject')))).toHaveProperty('newText');
      }
    }
  });
});

describe('any bytes', () => {
  const RUNS = { numRuns: 300 };

  it('are read or refused, and judged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
        await readAndJudge(Buffer.from(bytes));
      }),
      RUNS,
    );
  });

  it('of a real mail that was damaged are read or refused, and judged', async () => {
    const corpus = readCorpus();
    const damage = fc.record({
      mail: fc.constantFrom(...corpus),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.nat({ max: 400 }),
      inserted: fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc
          .constantFrom(
            '\0',
            '\r\n\r\n',
            '--',
            'Content-Type: multipart/mixed; boundary=',
            '=?utf-8?q?',
            '\xff',
          )
          .map((text) => Buffer.from(text, 'latin1')),
      ),
      again: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ mail: { raw }, at, removed, inserted, again }) => {
        const place = Math.floor(at * raw.length);
        const rest = raw.subarray(place + removed);
        await readAndJudge(Buffer.concat([raw.subarray(0, place), inserted, rest, ...(again ? [rest] : [])]));
      }),
      RUNS,
    );
  });
});
