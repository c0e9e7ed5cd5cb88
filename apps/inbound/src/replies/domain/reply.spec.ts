import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { corrected, type Reply } from './reply.js';

const reply: Reply = {
  workspace_id: newId('ws'),
  send_id: newId('send'),
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  email: 'person@receiver.example',
  sending_account_id: newId('ea'),
  id: newId('rep'),
  version: 1,
  from: 'person@receiver.example',
  subject: 'Re: Hello',
  snippet: 'Out until Monday',
  intent: 'ooo',
  confidence: 0.9,
  corrected: false,
  automatic: true,
  returns_on: '2026-12-07',
  received_at: new Date(0),
  text: 'Out until Monday',
};

describe('a corrected reply', () => {
  it('has the intent with certainty, and the next version', () => {
    expect(corrected(reply, 'question')).toMatchObject({
      intent: 'question',
      confidence: 1,
      corrected: true,
      version: 2,
    });
  });

  it('is confirmed by the same intent, once', () => {
    const confirmed = corrected(reply, 'ooo');

    expect(confirmed).toMatchObject({ version: 2, corrected: true, returns_on: '2026-12-07' });
    expect(corrected(confirmed, 'ooo')).toBe(confirmed);
  });

  it('has no day of return but as an out-of-office', () => {
    expect(corrected(reply, 'interested').returns_on).toBeNull();
  });

  it.each([
    ['interested', false],
    ['question', false],
    ['ooo', true],
    ['bounce', true],
    ['wrong_person', true],
  ] as const)('of a program that becomes %s is automatic: %s', (intent, automatic) => {
    expect(corrected(reply, intent).automatic).toBe(automatic);
  });

  it('of a person that becomes an out-of-office is one of a program', () => {
    expect(corrected({ ...reply, automatic: false }, 'ooo').automatic).toBe(true);
    expect(corrected({ ...reply, automatic: false }, 'other').automatic).toBe(false);
  });
});
