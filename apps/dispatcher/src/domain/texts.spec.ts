import { describe, expect, it } from '@jest/globals';
import { messageIdOf } from './message-id.js';
import { inThread, openingOf, threadHeaders } from './thread.js';

describe('a thread', () => {
  it('names the last message and all before it', () => {
    const earlier = [
      { stepNumber: 1, messageId: '<1@x>', subject: 'Hello' },
      { stepNumber: 2, messageId: '<2@x>', subject: 'Re: Hello' },
    ];
    expect(threadHeaders(earlier)).toEqual({ inReplyTo: '<2@x>', references: ['<1@x>', '<2@x>'] });
    expect(threadHeaders([])).toEqual({ inReplyTo: null, references: [] });
  });

  it('begins anew where a step wants one of its own, and goes on there', () => {
    const steps = [true, true, false, true].map((same_thread, at) => ({ step_number: at + 1, same_thread }));
    const earlier = [1, 2, 3].map((stepNumber) => ({
      stepNumber,
      messageId: `<${stepNumber}@x>`,
      subject: '',
    }));
    const openings = steps.map((step) => openingOf(steps, step));

    expect(openings.map(({ step_number }) => step_number)).toEqual([1, 1, 3, 3]);
    const [, , , last] = openings.map((opening) => inThread(earlier, opening));
    expect(last?.map(({ stepNumber }) => stepNumber)).toEqual([3]);
  });
});

describe('a Message-ID', () => {
  it('is made of the send and the domain of its inbox', () => {
    expect(messageIdOf('send_01h4', 'ada@Mail.Example')).toBe('<send_01h4@mail.example>');
  });
});
