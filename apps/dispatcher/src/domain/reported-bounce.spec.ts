import { describe, expect, it } from '@jest/globals';
import { reportedBounce, type ReportedAnswer } from './reported-bounce.js';

const NOW = new Date('2026-05-04T12:00:00Z');
const HOUR_MS = 3_600_000;

const report = (answer: string, codes: Partial<ReportedAnswer> = {}): ReportedAnswer => ({
  answer,
  smtp_code: null,
  enhanced_code: null,
  ...codes,
});
const judged = (answer: string, codes: Partial<ReportedAnswer> = {}, tries = 1) =>
  reportedBounce(report(answer, codes), { tries, now: NOW });

describe('a delivery report', () => {
  it.each([
    ['550 5.1.1 <a@b.example>: Recipient address rejected: User unknown', {}, 'hard'],
    ['User unknown', { smtp_code: 550, enhanced_code: '5.1.1' }, 'hard'],
    ['the recipient does not exist', { enhanced_code: '5.1.10' }, 'hard'],
    ['No such user here', {}, 'hard'],
    ['554 5.7.1 message content rejected as spam', {}, 'content_rejected'],
    ['550 5.7.26 This mail is unauthenticated, SPF did not pass', {}, 'policy_rejected'],
    ['554 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org', {}, 'reputation_blocked'],
    ['connect to mx.b.example: Connection timed out', { enhanced_code: '4.4.1' }, 'network'],
    ['delivery temporarily suspended', { smtp_code: 451, enhanced_code: '4.4.7' }, 'network'],
  ])('"%s" bounces the message for good', (answer, codes, expected) => {
    const bounce = judged(answer, codes);

    expect(bounce).toMatchObject({ class: expected, retryAt: null, refusal: { code: 'recipient_refused' } });
  });

  it.each(['550 5.1.1 user unknown', '552 5.2.2 mailbox full'])(
    'about an address that the message was forwarded to calls no contact dead, and sends nothing again: %s',
    (answer) => {
      const bounce = reportedBounce({ ...report(answer), forwarded: true }, { tries: 1, now: NOW });
      expect(bounce).toMatchObject({ class: 'mailbox_unavailable', retryAt: null });
    },
  );

  it.each(['550 5.1.1 user unknown', '552 5.2.2 mailbox full'])(
    'that names no message of ours calls no contact dead, and sends nothing again: %s',
    (answer) => {
      const bounce = reportedBounce({ ...report(answer), unproven: true }, { tries: 1, now: NOW });
      expect(bounce).toMatchObject({ class: 'mailbox_unavailable', retryAt: null });
    },
  );

  it('with a temporary code calls no address dead, whatever its words say', () => {
    expect(judged('450 4.1.1 user unknown').class).not.toBe('hard');
    expect(judged('user unknown', { enhanced_code: '4.1.1' }).class).not.toBe('hard');
  });

  it('keeps the codes that it names beside the words', () => {
    expect(judged('mailbox unavailable', { smtp_code: 550, enhanced_code: '5.2.1' }).refusal).toMatchObject({
      smtp_code: 550,
      enhanced_code: '5.2.1',
    });
  });

  it.each([
    ['a full mailbox', '552 5.2.2 mailbox full', 'mailbox_unavailable'],
    ['the quota of the account', '550 5.4.5 Daily user sending quota exceeded', 'policy_rejected'],
    ['a refused account', '550 5.1.8 Access denied, bad outbound sender', 'policy_rejected'],
  ])('of %s is tried again after 1, 2, 4 and 8 hours, and bounces after the fifth try', (_, answer, last) => {
    const hours = [1, 2, 3, 4].map((tries) => {
      const { retryAt, refusal } = judged(answer, {}, tries);
      expect(refusal.code).toBe('recipient_deferred');
      return retryAt && (retryAt.getTime() - NOW.getTime()) / HOUR_MS;
    });

    expect(hours).toEqual([1, 2, 4, 8]);
    expect(judged(answer, {}, 5)).toMatchObject({ class: last, retryAt: null });
  });
});
