import { describe, expect, it } from '@jest/globals';
import { inThread, messageIdOf, threadHeaders } from './thread.js';

describe('a thread', () => {
  it('names the last message and all before it', () => {
    const earlier = [
      { stepNumber: 1, messageId: '<1@x>', subject: 'Hello' },
      { stepNumber: 2, messageId: '<2@x>', subject: 'Re: Hello' },
    ];
    expect(threadHeaders(earlier)).toEqual({ inReplyTo: '<2@x>', references: ['<1@x>', '<2@x>'] });
    expect(threadHeaders([])).toEqual({ inReplyTo: null, references: [] });
  });

  it('is what went out since it began', () => {
    const earlier = [1, 2, 3].map((stepNumber) => ({
      stepNumber,
      messageId: `<${stepNumber}@x>`,
      subject: '',
    }));

    expect(inThread(earlier, { step_number: 1 })).toEqual(earlier);
    expect(inThread(earlier, { step_number: 3 })).toEqual(earlier.slice(2));
  });
});

describe('a Message-ID', () => {
  it('is made of the signed send and the domain of its sender', () => {
    expect(messageIdOf('01h4.ab', 'ada@Mail.Example')).toBe('<01h4.ab@mail.example>');
  });
});
