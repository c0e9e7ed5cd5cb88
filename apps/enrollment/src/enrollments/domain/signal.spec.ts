import { describe, expect, it } from '@jest/globals';
import { ReplyIntent, type DataOf, type EmailReplied } from '#contracts';
import { newId } from '#kernel';
import { meaningOf } from './signal.js';

type Reply = DataOf<typeof EmailReplied>;

const aReply = (changes: Partial<Reply>): Reply => ({
  send_id: newId('send'),
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  at: '2026-03-20T10:00:00Z',
  email: 'ann@acme.test',
  sending_account_id: newId('ea'),
  reply_id: newId('rep'),
  version: 1,
  intent: 'interested',
  confidence: 1,
  automatic: false,
  from: 'ann@acme.test',
  snippet: '',
  returns_on: null,
  ...changes,
});

const meaning = (changes: Partial<Reply>, isCorrected = false) =>
  meaningOf(aReply(changes), { isCorrected })?.kind;

describe('the meaning of a reply', () => {
  it('is an answer when a person wrote it, with any intent but an absence or a bounce', () => {
    for (const intent of ReplyIntent.options) {
      const silent = intent === 'bounce' ? undefined : 'replied';
      expect(meaning({ intent })).toBe(intent === 'ooo' ? 'out_of_office' : silent);
    }
  });

  it('is nothing when a program wrote it, but for an absence', () => {
    for (const intent of ReplyIntent.options) {
      expect(meaning({ intent, automatic: true })).toBe(intent === 'ooo' ? 'out_of_office' : undefined);
    }
  });

  it('is an answer when a person corrects a program’s reply, but to an absence or a bounce', () => {
    expect(meaning({ intent: 'interested', automatic: true }, true)).toBe('replied');
    expect(meaning({ intent: 'other', automatic: true }, true)).toBe('replied');
    expect(meaning({ intent: 'ooo', automatic: true }, true)).toBe('out_of_office');
    expect(meaning({ intent: 'bounce', automatic: true }, true)).toBeUndefined();
  });
});
