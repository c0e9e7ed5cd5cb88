import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PUBLIC_EVENTS, type PublicEvent, type PublicEventType } from '#contracts';
import { EVENT_DATA, eventOf } from '../../../test/slack-fixtures.js';
import { slackMessage } from './slack-message.js';

const publicUrl = 'https://nimbus.test';
const link = (path: string, name: string) => `<${publicUrl}/api/v1/${path}/|${name}>`;

const CAMPAIGN = link('campaigns/camp_01kns0fhj0fgzsyq1d3snqn301', 'Spring outreach');
const CONTACT = link('contacts/cont_01kns0fhj0fgzsyq1d3snqn301', 'the contact');
const WEBHOOK = link('webhooks/wh_01kns0fhj0fgzsyq1d3snqn301', 'Sales channel');
const EXPORT = link('jobs/job_01kns0fhj0fgzsyq1d3snqn302', 'the export');
const TIME = '<!date^1776765480^{date_short_pretty} {time}|2026-04-21 09:58 UTC>';

/** The header, and the lines below it. */
const TEXTS: { readonly [Type in PublicEventType]: readonly [string, ...string[]] } = {
  'campaign.created': ['Campaign created', `${CAMPAIGN} · ${TIME}`],
  'campaign.launched': ['Campaign launched', `${CAMPAIGN} · ${TIME}`],
  'campaign.paused': ['Campaign paused', `${CAMPAIGN} · ${TIME}`, 'Reason: Bounces after import'],
  'campaign.resumed': ['Campaign resumed', `${CAMPAIGN} · ${TIME}`],
  'campaign.auto_paused': [
    'Campaign paused by its figures',
    `${CAMPAIGN} · ${TIME}`,
    'campaign bounced 6.2 % of 500 messages in 24 hours; at most 5 % allowed',
    'fleet scores only 74; 75 required',
  ],
  'campaign.completed': ['Campaign completed', `${CAMPAIGN} · ${TIME}`],
  'campaign.archived': ['Campaign archived', `${CAMPAIGN} · ${TIME}`],
  'email.sent': ['Message sent', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1: Your pipeline'],
  'email.delivered': ['Message delivered', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1'],
  'email.opened': ['Message opened', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1, variant B'],
  'email.clicked': ['Link followed', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1: https://n.example/demo'],
  'email.replied': [
    'Reply: interested',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'ada@lumen.example to step 1',
    '“Sounds good, can we talk on Thursday?”',
  ],
  'email.bounced': [
    'Message bounced: the address is dead',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'Step 1: 550 5.1.1 No such user',
  ],
  'email.unsubscribed': ['Contact unsubscribed', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1'],
  'email.spam_complaint': [
    'Spam complaint',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'ada@lumen.example about step 1',
  ],
  'contact.created': ['Contact created', `${CONTACT} · ${TIME}`],
  'contact.updated': ['Contact updated', `${CONTACT} · ${TIME}`],
  'contact.deleted': ['Contact deleted', `${CONTACT} · ${TIME}`],
  'contact.suppressed': ['Domain suppressed', TIME, 'lumen.example', 'Reason: spam complaint'],
  'enrollment.started': ['Contact enrolled', `${CAMPAIGN} · ${CONTACT} · ${TIME}`],
  'enrollment.finished': [
    'Enrollment finished',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'replied: domain replied',
  ],
  'export.completed': [
    'Export ready',
    `${CAMPAIGN} · ${EXPORT} · ${TIME}`,
    '1250 sends as csv, until 2026-04-28',
  ],
  'webhook.test': ['Test of a webhook', `${WEBHOOK} · ${TIME}`, 'This is a test.'],
  'webhook.disabled': [
    'Webhook switched off',
    `${WEBHOOK} · ${TIME}`,
    'Every attempt at hooks.example.com has failed since 2026-04-16',
  ],
};

const textsOf = (events: readonly PublicEvent[]): string[] =>
  slackMessage(events, { publicUrl }).blocks.map(({ text }) => text.text);

const many = (count: number, event: PublicEvent): PublicEvent[] => Array<PublicEvent>(count).fill(event);

/** An auto-pause in the middle of a burst of 44 events. */
const BURST = [
  ...many(34, eventOf('email.sent')),
  eventOf('email.replied', { ...EVENT_DATA['email.replied'], intent: 'ooo', returns_on: '2026-05-04' }),
  eventOf('email.replied'),
  ...many(6, eventOf('email.opened')),
  eventOf('email.spam_complaint'),
  eventOf('campaign.auto_paused'),
];

describe('a message for Slack', () => {
  it.each(PUBLIC_EVENTS.map(({ type }) => type))('says what happened: %s', (type) => {
    const [title, ...lines] = TEXTS[type];

    expect(textsOf([eventOf(type)])).toEqual([title, lines.join('\n')]);
  });

  it.each(PUBLIC_EVENTS)('is tested with data that $type may have', ({ type, data }) => {
    expect(data.parse(EVENT_DATA[type])).toEqual(EVENT_DATA[type]);
  });

  it('notifies with the same words', () => {
    expect(slackMessage([eventOf('campaign.paused')], { publicUrl }).text).toBe(
      'Campaign paused (Spring outreach); Reason: Bounces after import',
    );
  });

  it('tells the urgent events of a burst first, and counts the others by campaign and type', () => {
    const [header, ...sections] = textsOf(BURST);

    expect(header).toBe('44 events');
    expect(sections.map((text) => text.split(' · ')[0])).toEqual([
      '*Campaign paused by its figures*',
      '*Spam complaint*',
      '*Reply: interested*',
      `and 41 more:\n• 34 messages sent, 6 opens, 1 reply in ${CAMPAIGN}`,
    ]);
    expect(slackMessage(BURST, { publicUrl }).text).toMatch(/^44 events:\nCampaign paused .*\nand 41 more$/s);
  });

  it('tells the first event of a burst without urgent ones', () => {
    const [header, ...sections] = textsOf(many(42, eventOf('email.sent')));

    expect([header, sections[0]?.split(' · ')[0], sections[1]]).toEqual([
      '42 events',
      '*Message sent*',
      `and 41 more:\n• 41 messages sent in ${CAMPAIGN}`,
    ]);
  });

  it('counts further campaigns and types in one figure', () => {
    const { 'email.sent': sent } = EVENT_DATA;
    const ofCampaign = (n: number) => eventOf('email.sent', { ...sent, campaign_id: `camp_${n}` });
    const ofTypes = (Object.keys(EVENT_DATA) as PublicEventType[]).map((type) => eventOf(type));
    const last = (events: readonly PublicEvent[]) => textsOf(events).at(-1);

    expect(last([...many(6, ofCampaign(0)), ...[1, 2, 3, 4, 5, 6, 7].map(ofCampaign)])).toMatch(
      /^• 3 other events$/m,
    );
    expect(last(ofTypes)).toContain(', 8 other events in ');
  });

  it('names an answer that somebody else gave for the contact', () => {
    const reply = eventOf('email.replied', { ...EVENT_DATA['email.replied'], from: 'pa@lumen.example' });

    expect(textsOf([reply])[1]).toContain('pa@lumen.example for ada@lumen.example to step 1');
  });

  it('shows the address of a contact in replies and complaints only', () => {
    const showing = PUBLIC_EVENTS.map(({ type }) => type).filter((type) =>
      /ada@|grace/i.test(JSON.stringify(slackMessage([eventOf(type)], { publicUrl }))),
    );

    expect(showing).toEqual(['email.replied', 'email.spam_complaint']);
  });

  it('is the one that the documents show', () => {
    const example = new URL('../../../../../docs/examples/slack-message.json', import.meta.url);

    expect(slackMessage(BURST, { publicUrl: 'https://api.example.com' })).toEqual(
      JSON.parse(readFileSync(example, 'utf8')),
    );
  });
});
