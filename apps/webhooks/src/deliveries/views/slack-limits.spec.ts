import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PUBLIC_EVENTS, PublicEvent, type PublicEventType } from '#contracts';
import { eventOf } from '../../../test/slack-fixtures.js';
import { slackMessage, type SlackMessage } from './slack-message.view.js';

const publicUrl = 'https://campaigns.an-agency.example';

/** Texts that attack the markup, that grow when they are escaped, and that are one character for people. */
const foreignText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<@U024BE7LR>',
        '<https://evil.example|Log in>',
        '*bold*',
        '_it_',
        '`code`',
        '&&&&',
        '\n> ',
        '|',
        '\u202Egnp',
        '👩‍👩‍👧‍👦',
        'e' + '\u0301'.repeat(50),
        ' ',
        'name',
      ),
      { maxLength: 100 },
    )
    .map((parts) => parts.join('')),
);

/** Fields that the schemas take from a short list, or whose form they check. */
const OURS = /^(?:id|type|status|alert|intent|reason|format|class|method|code|.*_(?:id|at|on|since))$/;

/** The same event with other texts wherever a text is free. */
const withTexts = (event: PublicEvent, next: () => string): PublicEvent => ({
  ...event,
  data: PublicEvent.shape.data.parse(changed(event.data, next)),
});

/** Lists become longer: an auto-pause may have many reasons. */
function changed(value: unknown, next: () => string): unknown {
  if (Array.isArray(value)) return value.flatMap((item) => Array(6).fill(changed(item, next)));
  if (typeof value !== 'object' || value === null) return value;

  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      typeof field === 'string' && !OURS.test(key) ? next() : changed(field, next),
    ]),
  );
}

const anyEvent = fc
  .record({
    type: fc.constantFrom(...PUBLIC_EVENTS.map(({ type }) => type)),
    campaign: fc.integer({ min: 10, max: 40 }),
    texts: fc.array(foreignText, { minLength: 1, maxLength: 4 }),
  })
  .map(({ type, campaign, texts }): PublicEvent => {
    let turn = 0;

    return ofCampaign(
      withTexts(eventOf(type), () => texts[turn++ % texts.length] ?? ''),
      campaign,
    );
  });

const ofCampaign = (event: PublicEvent, campaign: number): PublicEvent => {
  const text = JSON.stringify(event.data).replaceAll(/camp_\w{24}\w\w/g, (id) => id.slice(0, -2) + campaign);

  return { ...event, data: PublicEvent.shape.data.parse(JSON.parse(text)) };
};

const anyMessage = fc
  .array(anyEvent, { minLength: 1, maxLength: 30 })
  .map((events) => slackMessage(events, { publicUrl }));

function expectWithinLimits({ text, blocks }: SlackMessage): void {
  expect(text.length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(4_000);
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const block of blocks) {
    expect(block.text.text.length).toBeGreaterThan(0);
    expect(block.text.text.length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3_000);
  }
  expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(12_000);
}

const OUR_MARKUP =
  /<https:\/\/campaigns\.an-agency\.example\/api\/v1\/[a-z]+\/\w+\/\|[^<>|]+>|<!date\^\d+\^\{date_short_pretty\} \{time\}\|[-\d: ]+ UTC>/g;

describe('whatever the texts of customers and contacts are, a message for Slack', () => {
  it('stays within the limits of Slack', () => {
    fc.assert(fc.property(anyMessage, expectWithinLimits));
  });

  it('stays within them for the longest texts of all types in many campaigns', () => {
    const types = PUBLIC_EVENTS.map(({ type }) => type);
    const campaigns = Array.from({ length: 8 }, (_, n) => n + 10);
    const worst = (type: PublicEventType): PublicEvent[] => {
      const event = withTexts(eventOf(type), () => '&'.repeat(1_000));

      return campaigns.map((n) => ofCampaign(event, n));
    };

    for (const first of types) {
      const events = [...worst(first), ...types.flatMap(worst)];
      expectWithinLimits(slackMessage(events, { publicUrl }));
      expectWithinLimits(slackMessage(worst(first).slice(0, 5), { publicUrl }));
    }
  });

  it('mentions nobody, links to us alone, and formats its titles alone', () => {
    fc.assert(
      fc.property(anyMessage, ({ text, blocks }) => {
        const sections = blocks.filter(({ type }) => type === 'section').map((block) => block.text.text);
        for (const markup of [text, ...sections]) {
          const foreign = markup.replaceAll(OUR_MARKUP, '').replace(/^\*[\w :]+\* · /, '');
          expect(foreign).not.toMatch(/[<>*~`]|&(?!amp;|lt;|gt;)/);
        }
      }),
    );
  });
});
