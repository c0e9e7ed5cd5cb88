import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { outcomeOf, type Outcome } from './outcome.js';
import { replyClassOf, type ReplyClass } from './reply-class.js';
import { smtpReplyOf } from './smtp-reply.js';
import type { SmtpStage } from './smtp-result.js';

const STAGES: Readonly<Record<string, SmtpStage>> = {
  GREETING: 'greeting',
  AUTH: 'login',
  MAIL: 'sender',
  RCPT: 'recipient',
  DATA: 'content',
  DOT: 'content',
};

interface RealReply {
  readonly during: SmtpStage;
  readonly result: string;
  readonly meaning: string;
  readonly reply: string;
}

const ROW = /^([A-Z]+) +(account \w+|\w+) +(\w+) +(.*)$/;

const REAL_REPLIES: RealReply[] = readFileSync(new URL('real-replies.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, command = '', result = '', meaning = '', lines = ''] = ROW.exec(line) ?? [];
    const during = STAGES[command];
    if (during === undefined) throw new Error(`no row of the table: ${line}`);
    return { during, result, meaning, reply: lines.replaceAll(' ⏎ ', '\r\n') };
  });

const NOW = new Date('2026-05-04T10:00:00Z');

const classOf = ({ during, reply }: Pick<RealReply, 'during' | 'reply'>): ReplyClass =>
  replyClassOf({ during, reply, anonymous: false });

const outcome = ({ during, reply }: Pick<RealReply, 'during' | 'reply'>): Outcome =>
  outcomeOf({ end: 'refused', during, reply }, { attempts: 0, now: NOW });

const RESULTS: Partial<Record<Outcome['kind'], string>> = {
  retry: 'retried',
  account_refused: 'account error',
  account_rests: 'account rests',
};

function resultOf(ended: Outcome): string {
  if (ended.kind !== 'bounced') return RESULTS[ended.kind] ?? ended.kind;
  return ended.class === 'hard' ? 'suppressed' : 'bounced';
}

const DEAD = REAL_REPLIES.filter(({ meaning }) => meaning === 'hard');

describe('a reply of a mail server', () => {
  it('is understood in at least 150 real forms', () => {
    expect(REAL_REPLIES.length).toBeGreaterThanOrEqual(150);
    const wrong = REAL_REPLIES.flatMap((row) => {
      const got = { result: resultOf(outcome(row)), meaning: classOf(row) };
      return got.result === row.result && got.meaning === row.meaning ? [] : [{ ...row, got }];
    });
    expect(wrong).toEqual([]);
  });

  it('is not understood by its bare code: 5xx at RCPT suppresses 91 living contacts and misses 10 dead ones', () => {
    const byCode = ({ during, reply }: RealReply): boolean =>
      during === 'recipient' && (smtpReplyOf(reply).code ?? 0) >= 500;
    const wrong = REAL_REPLIES.filter((row) => byCode(row) !== (row.meaning === 'hard'));
    const living = wrong.filter(byCode).length;
    expect({ living, dead: wrong.length - living }).toEqual({ living: 91, dead: 10 });
  });

  it('with a 4xx never suppresses, whatever it says', () => {
    const temporary = fc.integer({ min: 400, max: 499 });
    fc.assert(
      fc.property(fc.constantFrom(...DEAD), temporary, (dead, code) => {
        const reply = dead.reply.replaceAll(/^\d{3}/gm, String(code));
        expect(resultOf(outcome({ ...dead, reply }))).not.toBe('suppressed');
      }),
    );
  });

  it('that also speaks of our server, a policy, the message or a limit never suppresses', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DEAD), fc.constantFrom(...REASONS), fc.nat(), (dead, reason, place) => {
        const lines = dead.reply.split('\r\n');
        const at = place % (lines.length + 1);
        const reply = lines.toSpliced(at, 0, `${dead.reply.slice(0, 3)}-${reason}`).join('\r\n');
        expect(resultOf(outcome({ ...dead, reply }))).not.toBe('suppressed');
      }),
      { numRuns: 2_000 },
    );
  });

  it('before RCPT never bounces the contact for who it is', () => {
    const early = fc.constantFrom<SmtpStage>('greeting', 'login', 'sender');
    fc.assert(
      fc.property(fc.constantFrom(...REAL_REPLIES), early, ({ reply }, during) => {
        expect(['hard', 'mailbox_unavailable', 'unknown']).not.toContain(classOf({ during, reply }));
      }),
    );
  });

  it('means the same in capitals and with other line ends', () => {
    fc.assert(
      fc.property(fc.constantFrom(...REAL_REPLIES), (row) => {
        const reply = row.reply.replaceAll('\r\n', '\n').toUpperCase();
        expect(classOf({ ...row, reply })).toBe(row.meaning);
      }),
    );
  });

  it('of any kind has a meaning, and without words about the address never suppresses', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', '1', ' ', '-', '<', '@', '.', 'ж'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 599 }), letters, (code, text) => {
        expect(resultOf(outcome({ during: 'recipient', reply: `${code} ${text}` }))).not.toBe('suppressed');
      }),
    );
  });

  it.each([true, false])(
    'that denies relaying to an account without a login (%s) asks for one',
    (anonymous) => {
      const refused = replyClassOf({
        during: 'recipient',
        reply: '554 5.7.1 Relay access denied',
        anonymous,
      });
      expect(refused).toBe(anonymous ? 'account_refused' : 'policy_rejected');
    },
  );
});

/** Each of them alone is enough to doubt that the address is dead. */
const REASONS = [
  'Service unavailable; Client host [203.0.113.9] blocked using Spamhaus',
  'Your IP address has a poor reputation',
  'listed in zen.spamhaus.org',
  'rejected by local policy',
  'SPF check failed',
  'this message looks like spam',
  'rate limit exceeded',
  'relay not permitted',
  'mailbox is full',
  'try again later',
  'sender address rejected',
  'Access denied, traffic not accepted',
] as const;
