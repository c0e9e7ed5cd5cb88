import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bounceClassOf, NO_BOUNCES } from './bounce-class.js';

describe('what a bounce is put down to', () => {
  it.each([
    [true, '5.7.1', 'blocked using Spamhaus', 'hard'],
    [false, '5.1.1', 'no such user', 'hard'],
    [false, '5.2.2', 'mailbox full', 'mailbox_unavailable'],
    [false, '5.7.1', 'Service unavailable; client host blocked using Spamhaus', 'reputation_blocked'],
    [false, '5.7.1', 'our system detected that this message is likely spam', 'content_rejected'],
    [false, '5.6.0', 'cannot read it', 'content_rejected'],
    [false, '5.7.26', 'this mail is unauthenticated', 'policy_rejected'],
    [false, null, '550 SPF check failed', 'policy_rejected'],
    [false, '5.4.4', 'unable to route', 'network'],
    [false, null, 'no', 'unknown'],
    [false, 'nonsense', '', 'unknown'],
  ] as const)('hard %s, %s %s is %s', (hard, enhanced_code, message, expected) => {
    expect(bounceClassOf(hard, { enhanced_code, message })).toBe(expected);
  });

  it('is one of the known classes, whatever a server says', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.option(fc.string()), fc.string(), (hard, enhanced_code, message) => {
        expect(Object.keys(NO_BOUNCES)).toContain(bounceClassOf(hard, { enhanced_code, message }));
      }),
    );
  });
});
