import { describe, expect, it } from '@jest/globals';
import { outcomeOf, type Try } from './outcome.js';
import { MAX_TRIES, nextTry } from './retry.js';
import type { SmtpResult, SmtpStage } from './smtp-result.js';

const NOW = new Date('2026-05-04T10:00:00Z');
const FIRST: Try = { attempts: 0, now: NOW };
const LAST: Try = { attempts: MAX_TRIES - 1, now: NOW };

const refused = (during: SmtpStage, reply: string): SmtpResult => ({ end: 'refused', during, reply });
const broken = (facts: { contentSent?: true; connectionRefused?: true }): SmtpResult => ({
  end: 'broken',
  contentSent: facts.contentSent ?? false,
  connectionRefused: facts.connectionRefused ?? false,
  message: 'Connection closed unexpectedly',
});

const IN_AN_HOUR = new Date('2026-05-04T11:00:00Z');
const IN_A_MINUTE = new Date('2026-05-04T10:01:00Z');

describe('the outcome of a delivery', () => {
  it.each([
    ['accepted', { end: 'accepted' } as const, { kind: 'sent' }],
    ['an unknown user', refused('recipient', '550 5.1.1 no such user'), { kind: 'bounced', class: 'hard' }],
    [
      'an unknown user, refused after the content',
      refused('content', '550 5.1.1 no such user'),
      { kind: 'bounced', class: 'hard' },
    ],
    [
      'a plain 550 at RCPT',
      refused('recipient', '550 mailbox unavailable'),
      { kind: 'bounced', class: 'hard' },
    ],
    ['a disabled mailbox', refused('recipient', '550 5.2.1 disabled'), { kind: 'bounced', class: 'hard' }],
    ['a full mailbox', refused('recipient', '552 5.2.2 over quota'), { kind: 'retry', dueAt: IN_AN_HOUR }],
    [
      'a policy at RCPT',
      refused('recipient', '550 5.7.1 blocked by reputation'),
      { kind: 'bounced', class: 'reputation_blocked' },
    ],
    ['a refused sender address', refused('sender', '550 5.1.8 bad sender'), { kind: 'account_refused' }],
    [
      'refused content',
      refused('content', '554 looks like spam'),
      { kind: 'bounced', class: 'content_rejected' },
    ],
    [
      'a plain 550 for the content',
      refused('content', '550 looks like spam'),
      { kind: 'bounced', class: 'content_rejected' },
    ],
    ['greylisting', refused('recipient', '451 4.7.1 come back later'), { kind: 'retry', dueAt: IN_AN_HOUR }],
    ['a full server', refused('content', '452 4.3.1 out of space'), { kind: 'retry', dueAt: IN_AN_HOUR }],
    ['a closing server', refused('sender', '421 closing'), { kind: 'retry', dueAt: IN_AN_HOUR }],
    ['a session out of step', refused('sender', '503 bad sequence'), { kind: 'retry', dueAt: IN_AN_HOUR }],
    [
      'a server that wants nothing of us',
      refused('greeting', '554 go away'),
      { kind: 'retry', dueAt: IN_AN_HOUR },
    ],
    ['a wrong password', refused('login', '535 5.7.8 bad credentials'), { kind: 'account_refused' }],
    ['no password at all', refused('login', 'Missing credentials for "PLAIN"'), { kind: 'account_refused' }],
    [
      'a login that is asked for at MAIL FROM',
      refused('sender', '530 5.7.0 authenticate first'),
      { kind: 'account_refused' },
    ],
    [
      'a login server that is away',
      refused('login', '454 4.7.0 try later'),
      { kind: 'retry', dueAt: IN_AN_HOUR },
    ],
    ['nobody listening', broken({ connectionRefused: true }), { kind: 'retry', dueAt: IN_A_MINUTE }],
    ['a connection lost before the end', broken({}), { kind: 'retry', dueAt: IN_AN_HOUR }],
    ['a connection lost after the final dot', broken({ contentSent: true }), { kind: 'indeterminate' }],
    ['nonsense after the final dot', refused('content', '354 go on'), { kind: 'indeterminate' }],
  ])('of %s', (_, result, outcome) => {
    expect(outcomeOf(result, FIRST)).toMatchObject(outcome);
  });

  it('is a failure after the last try, with the last reason', () => {
    expect(outcomeOf(refused('recipient', '451-4.7.1 come\r\n451 back later'), LAST)).toEqual({
      kind: 'failed',
      refusal: {
        code: 'recipient_deferred',
        smtp_code: 451,
        enhanced_code: '4.7.1',
        message: '451-4.7.1 come 451 back later',
      },
    });
  });

  it('has a reason that is bounded, and ends with a whole character', () => {
    const outcome = outcomeOf(refused('recipient', `550 5.1.1 a${'😀'.repeat(400)}`), FIRST);

    expect(outcome).toMatchObject({ refusal: { message: `550 5.1.1 a${'😀'.repeat(244)}` } });
  });

  it.each([
    [FIRST, { kind: 'retry', dueAt: IN_AN_HOUR }],
    [LAST, { kind: 'bounced', class: 'mailbox_unavailable' }],
  ])(
    'of a full mailbox is another try, and a bounce of a living address after the last one',
    (attempt, outcome) => {
      expect(outcomeOf(refused('recipient', '452 4.2.2 mailbox full'), attempt)).toMatchObject(outcome);
    },
  );

  it('of a quota lets the account rest, whatever the try', () => {
    const over = refused('content', '550 5.4.5 Daily user sending limit exceeded');
    expect(outcomeOf(over, LAST)).toMatchObject({ kind: 'account_rests', until: null });
  });

  it('is never a failure for lack of knowledge, whatever the try', () => {
    expect(outcomeOf(broken({ contentSent: true }), LAST)).toMatchObject({ kind: 'indeterminate' });
  });
});

describe('the pause before another try', () => {
  it('doubles from one hour on, and ends with the fifth try', () => {
    const hours = [1, 2, 3, 4, 5].map((tries) => nextTry(tries, 'patient', NOW));
    expect(hours.map((at) => at && (at.getTime() - NOW.getTime()) / 3_600_000)).toEqual([1, 2, 4, 8, null]);
  });
});
