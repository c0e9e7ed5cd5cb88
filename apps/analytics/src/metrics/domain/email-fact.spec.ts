import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { factsOf, type Milestone, type Observation } from './email-fact.js';

const NINE = new Date('2026-03-02T09:00:00Z');
const TEN = new Date('2026-03-02T10:00:00Z');

const aMessage = () => ({
  send_id: newId('send'),
  workspace_id: newId('ws'),
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  variant: null,
  account_id: null,
});
const seen = (message: ReturnType<typeof aMessage>, milestone: Milestone, at: Date): Observation => ({
  ...message,
  milestone,
  at,
});

describe('putting observations together', () => {
  it('makes one fact of all that happened to a message', () => {
    const message = aMessage();

    expect(factsOf([seen(message, 'opened', TEN), seen(message, 'sent', NINE)])).toEqual([
      expect.objectContaining({ ...message, sent_at: NINE, opened_at: TEN, bounced_at: null }),
    ]);
  });

  it('keeps the earlier time, whichever came first', () => {
    const message = aMessage();
    const opens = [seen(message, 'opened', NINE), seen(message, 'opened', TEN)];

    expect(factsOf(opens)[0]?.opened_at).toEqual(NINE);
    expect(factsOf(opens.toReversed())[0]?.opened_at).toEqual(NINE);
  });

  it('learns the account from whichever observation knows it', () => {
    const message = aMessage();
    const account_id = newId('ea');
    const observations = [seen(message, 'opened', TEN), { ...seen(message, 'sent', NINE), account_id }];

    expect(factsOf(observations)[0]?.account_id).toBe(account_id);
    expect(factsOf(observations.toReversed())[0]?.account_id).toBe(account_id);
  });

  it('learns the variant from whichever observation knows it', () => {
    const message = aMessage();
    const observations = [seen(message, 'opened', TEN), { ...seen(message, 'sent', NINE), variant: 'B' }];

    expect(factsOf(observations)[0]?.variant).toBe('B');
    expect(factsOf(observations.toReversed())[0]?.variant).toBe('B');
  });

  it('orders facts by message, so that two batches never lock in opposite order', () => {
    const [first, second] = [aMessage(), aMessage()].toSorted((a, b) => (a.send_id < b.send_id ? -1 : 1));
    if (first === undefined || second === undefined) throw new Error('two messages were made');

    const facts = factsOf([seen(second, 'sent', NINE), seen(first, 'sent', NINE)]);

    expect(facts.map(({ send_id }) => send_id)).toEqual([first.send_id, second.send_id]);
  });
});
