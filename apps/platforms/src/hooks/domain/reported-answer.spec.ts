import { describe, expect, it } from '@jest/globals';
import { reportedAnswer } from './reported-answer.js';

describe('the words of a bounce', () => {
  it.each([
    ['550 5.1.1 user unknown', 550, '5.1.1'],
    ['smtp; 452-4.2.2 The mailbox\n is full', 452, '4.2.2'],
    ['Address not found', null, null],
    ['5.1.10 no such recipient', null, '5.1.10'],
  ])('%j give their codes', (words, smtp_code, enhanced_code) => {
    const { answer, ...codes } = reportedAnswer(words, 'smartlead');
    expect(codes).toEqual({ smtp_code, enhanced_code });
    expect(answer).not.toContain('\n');
  });

  it('say that there are none', () => {
    expect(reportedAnswer(' ', 'lemlist').answer).toContain('lemlist');
  });
});
