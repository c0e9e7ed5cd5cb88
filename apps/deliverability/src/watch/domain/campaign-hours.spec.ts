import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  merged,
  NOTHING_KNOWN,
  type FactChange,
  type MessageFact,
} from '../../health/domain/message-fact.js';
import { campaignHours, unknownCampaigns, type CampaignHour, type Watch } from './campaign-hours.js';

const NOON = new Date('2026-05-04T12:00:00.000Z');
const minutes = (n: number) => new Date(NOON.getTime() + n * 60_000);

const fact = (changes: Partial<MessageFact> = {}): MessageFact => ({
  ...NOTHING_KNOWN,
  send_id: 's1',
  workspace_id: 'ws',
  campaign_id: 'c1',
  sent_at: minutes(1),
  ...changes,
});

const WATCHES = new Map<string, Watch>([['c1', { workspace_id: 'ws', since: NOON }]]);

const figuresOf = (...facts: MessageFact[]) =>
  campaignHours(
    facts.map((after) => ({ before: null, after })),
    WATCHES,
  ).map(({ hour, sent, bounced, complained }) => [hour.getUTCHours(), sent, bounced, complained]);

describe('the hours of a campaign', () => {
  it('count a message, its bounce and its complaint each in its own hour', () => {
    const known = fact({ sent_at: minutes(59), bounced_at: minutes(60), complained_at: minutes(120) });

    expect(figuresOf(known)).toEqual([
      [12, 1, 0, 0],
      [13, 0, 1, 0],
      [14, 0, 0, 1],
    ]);
  });

  it('count a refusal during SMTP as a message that was sent and bounced', () => {
    expect(figuresOf(fact({ sent_at: null, bounced_at: minutes(5) }))).toEqual([[12, 1, 1, 0]]);
  });

  it('count a message that left when the watch began, and none from before, whatever becomes of it later', () => {
    const late = { bounced_at: minutes(10), complained_at: minutes(10) };

    expect(figuresOf(fact({ sent_at: NOON }))).toEqual([[12, 1, 0, 0]]);
    expect(figuresOf(fact({ sent_at: new Date(NOON.getTime() - 1), ...late }))).toEqual([]);
  });

  it.each([
    ['a warmup message', { warmup: true, bounced_at: minutes(5) }],
    ['a message of another campaign', { campaign_id: 'c2', bounced_at: minutes(5) }],
    ['a message that names another workspace', { workspace_id: 'other', bounced_at: minutes(5) }],
    ['a complaint about a message that nobody has sent', { sent_at: null, complained_at: minutes(5) }],
    ['opens and replies', { sent_at: null, opened_at: minutes(5), replied_at: minutes(5) }],
  ])('leave out %s', (_, changes) => {
    expect(figuresOf(fact(changes))).toEqual([]);
  });

  it('leave out all of a campaign that sends nothing', () => {
    const paused = new Map<string, Watch>([['c1', { workspace_id: 'ws', since: null }]]);

    expect(campaignHours([{ before: null, after: fact({ bounced_at: minutes(5) }) }], paused)).toEqual([]);
  });
});

describe('the hours after any pieces of knowledge, in any order and any number of times', () => {
  const time = fc.option(fc.integer({ min: -90, max: 180 }).map(minutes), { nil: null });
  const piece = fc.record({
    send_id: fc.constantFrom('s1', 's2', 's3'),
    sent_at: time,
    bounced_at: time,
    complained_at: time,
  });

  it('are those of the final facts', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const facts = new Map<string, MessageFact>();
        const totals = new Map<string, CampaignHour>();
        for (const known of pieces.map((changes) => fact(changes))) {
          const before = facts.get(known.send_id) ?? null;
          const after = before === null ? known : merged(before, known);
          facts.set(known.send_id, after);
          addTo(totals, campaignHours([{ before, after }], WATCHES));
        }
        const whole = new Map<string, CampaignHour>();
        addTo(
          whole,
          campaignHours(
            [...facts.values()].map((after): FactChange => ({ before: null, after })),
            WATCHES,
          ),
        );

        expect(nonZero(totals)).toEqual(nonZero(whole));
      }),
    );
  });
});

function addTo(totals: Map<string, CampaignHour>, hours: readonly CampaignHour[]): void {
  for (const hour of hours) {
    const key = hour.hour.toISOString();
    const { sent, bounced, complained } = totals.get(key) ?? { sent: 0, bounced: 0, complained: 0 };
    totals.set(key, {
      ...hour,
      sent: sent + hour.sent,
      bounced: bounced + hour.bounced,
      complained: complained + hour.complained,
    });
  }
}

const nonZero = (totals: ReadonlyMap<string, CampaignHour>) =>
  [...totals.values()]
    .filter(({ sent, bounced, complained }) => sent !== 0 || bounced !== 0 || complained !== 0)
    .toSorted((a, b) => a.hour.getTime() - b.hour.getTime());

describe('a campaign that no event told of', () => {
  const changes = (...facts: MessageFact[]) => facts.map((after) => ({ before: null, after }));

  it('is watched from its first message on', () => {
    const facts = [
      fact({ campaign_id: 'c2', sent_at: minutes(7) }),
      fact({ campaign_id: 'c2', sent_at: minutes(3) }),
      fact({ campaign_id: 'c2', sent_at: null, complained_at: minutes(1) }),
      fact({ campaign_id: 'c3', warmup: true }),
      fact(),
    ];

    expect(unknownCampaigns(changes(...facts), WATCHES)).toEqual([
      { campaign_id: 'c2', workspace_id: 'ws', since: minutes(3) },
    ]);
  });
});
