import { describe, expect, it } from '@jest/globals';
import { examples, NO_METRICS, type PublicEventType } from '#contracts';
import { compareEvents, type WebhookEvent } from './compare-events.js';

const CAMPAIGN = 'camp_01j9x8e6f5fz2v3qk4m5n6p7r8';

/** An event about message `n`, which went to contact `n`. */
const about = (type: PublicEventType, n: number, more: object = {}): WebhookEvent => ({
  type,
  data: {
    ...examples.PUBLIC_EVENT_EXAMPLES[type].data,
    campaign_id: CAMPAIGN,
    send_id: `send_${n}`,
    contact_id: `cont_${n}`,
    ...more,
  },
});

const REPLIED = { intent: 'interested', automatic: false };

const EVENTS = [
  about('email.sent', 1),
  about('email.sent', 2),
  about('email.bounced', 3),
  about('email.opened', 1),
  about('email.clicked', 1),
  about('email.replied', 1, REPLIED),
  about('email.unsubscribed', 2),
  about('email.spam_complaint', 2),
];

const METRICS = {
  ...NO_METRICS,
  total_sent: 3,
  delivered: 2,
  bounced: 1,
  opened: 1,
  clicked: 1,
  replied: 1,
  unsubscribed: 1,
  spam_complaints: 1,
};

const differences = (events: readonly WebhookEvent[], changes: Partial<typeof METRICS> = {}) => [
  ...compareEvents({ id: CAMPAIGN, metrics: { ...METRICS, ...changes } }, events),
];

describe('the events of a webhook beside the figures of a campaign', () => {
  it('equal them when each event came', () => {
    expect(differences(EVENTS)).toEqual([]);
  });

  it.each(EVENTS.map(({ type }, index) => [type, index] as const))(
    'differ when one %s is missing',
    (_type, index) => {
      expect(differences(EVENTS.toSpliced(index, 1))).toHaveLength(1);
    },
  );

  it('count a message opened twice, an automatic reply and another campaign as the figures do', () => {
    const more = [
      about('email.opened', 1),
      about('email.replied', 2, { intent: 'ooo', automatic: true }),
      about('email.sent', 4, { campaign_id: 'camp_another' }),
    ];
    expect(differences([...EVENTS, ...more])).toEqual([]);
  });

  it('take a message that bounced after its acceptance as bounced', () => {
    const late = [...EVENTS, about('email.bounced', 2)];
    expect(differences(late, { delivered: 1, bounced: 2 })).toEqual([]);
  });

  it('say which figure differs', () => {
    expect(differences(EVENTS, { replied: 2 })).toEqual(['metrics say 2 replied, the webhook brought 1']);
  });
});
