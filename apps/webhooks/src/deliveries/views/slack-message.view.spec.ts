import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PUBLIC_EVENTS, type PublicEvent, type PublicEventType } from '#contracts';
import { eventOf } from '../../../test/slack-fixtures.js';
import { slackMessage } from './slack-message.view.js';

const publicUrl = 'https://nimbus.test';
const link = (path: string, name: string) => `<${publicUrl}/api/v1/${path}/|${name}>`;

const CAMPAIGN = link('campaigns/camp_01kns0fhj0fgzsyq1d3snqn301', 'Q2 Cold Outreach - Tier A RevOps');
const CONTACT = link('contacts/cont_01kns0fhj0fgzsyq1d3snqn301', 'the contact');
const WEBHOOK = link('webhooks/wh_01kns0fhj0fgzsyq1d3snqn301', 'Sales alerts');
const EXPORT = link('jobs/job_01kns0fhj0fgzsyq1d3snqn302', 'the export');
const TIME = '<!date^1776762720^{date_short_pretty} {time}|2026-04-21 09:12 UTC>';

/** The header, and the lines below it. */
const TEXTS: { readonly [Type in PublicEventType]: readonly [string, ...string[]] } = {
  'campaign.created': ['Campaign created', `${CAMPAIGN} · ${TIME}`],
  'campaign.launched': ['Campaign launched', `${CAMPAIGN} · ${TIME}`],
  'campaign.paused': ['Campaign paused', `${CAMPAIGN} · ${TIME}`, 'Reason: New prices'],
  'campaign.resumed': ['Campaign resumed', `${CAMPAIGN} · ${TIME}`],
  'campaign.auto_paused': [
    'Campaign paused by its figures',
    `${CAMPAIGN} · ${TIME}`,
    'fleet has only 14 stage 3+ inboxes; 20 required',
  ],
  'campaign.completed': ['Campaign completed', `${CAMPAIGN} · ${TIME}`],
  'campaign.archived': ['Campaign archived', `${CAMPAIGN} · ${TIME}`],
  'email.sent': ['Message sent', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1, variant A: Hi Grace'],
  'email.delivered': ['Message delivered', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1, variant A'],
  'email.opened': ['Message opened', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1, variant A'],
  'email.clicked': [
    'Link followed',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'Step 1, variant A: https://lumen.example/pricing',
  ],
  'email.replied': [
    'Reply: interested',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'grace@lumen.example to step 1, variant A',
    '“Sounds good. Do you have time on Thursday?”',
  ],
  'email.bounced': [
    'Message bounced: the address is dead',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'Step 1, variant A: 550 5.1.1 user unknown',
  ],
  'email.unsubscribed': ['Contact unsubscribed', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'Step 1, variant A'],
  'email.spam_complaint': [
    'Spam complaint',
    `${CAMPAIGN} · ${CONTACT} · ${TIME}`,
    'grace@lumen.example about step 1, variant A',
  ],
  'contact.created': ['Contact created', `${CONTACT} · ${TIME}`],
  'contact.updated': ['Contact updated', `${CONTACT} · ${TIME}`],
  'contact.deleted': ['Contact deleted', `${CONTACT} · ${TIME}`],
  'contact.suppressed': ['Domain suppressed', TIME, 'competitor.example', 'Reason: manual'],
  'enrollment.started': ['Contact enrolled', `${CAMPAIGN} · ${CONTACT} · ${TIME}`],
  'enrollment.finished': ['Enrollment finished', `${CAMPAIGN} · ${CONTACT} · ${TIME}`, 'replied'],
  'export.completed': [
    'Export ready',
    `${CAMPAIGN} · ${EXPORT} · ${TIME}`,
    '12000 sends as csv, until 2026-04-24',
  ],
  'deliverability.alert': [
    'Campaign with bad figures',
    `${CAMPAIGN} · ${TIME}`,
    'campaign bounced 6.2 % of 113 messages in 24 hours; at most 5 % allowed',
  ],
  'webhook.test': ['Test of a webhook', `${WEBHOOK} · ${TIME}`, 'A test event from Nimbus Campaigns.'],
  'webhook.disabled': [
    'Webhook switched off',
    `${WEBHOOK} · ${TIME}`,
    'Every attempt at hooks.lumen.example has failed since 2026-04-16',
  ],
};

const textsOf = (events: readonly PublicEvent[]): string[] =>
  slackMessage(events, { publicUrl }).blocks.map(({ text }) => text.text);

const many = (count: number, event: PublicEvent): PublicEvent[] => Array<PublicEvent>(count).fill(event);

/** An auto-pause in the middle of a burst of 44 events. */
const BURST = [
  ...many(34, eventOf('email.sent')),
  eventOf('email.replied', { intent: 'ooo', returns_on: '2026-05-04' }),
  eventOf('email.replied'),
  ...many(6, eventOf('email.opened')),
  eventOf('email.spam_complaint'),
  eventOf('campaign.auto_paused', {
    reasons: [
      {
        code: 'bounce_rate_high',
        message: 'campaign bounced 6.2 % of 500 messages in 24 hours; at most 5 % allowed',
      },
    ],
  }),
];

describe('a message for Slack', () => {
  it.each(PUBLIC_EVENTS.map(({ type }) => type))('says what happened: %s', (type) => {
    const [title, ...lines] = TEXTS[type];

    expect(textsOf([eventOf(type)])).toEqual([title, lines.join('\n')]);
  });

  it('notifies with the same words', () => {
    expect(slackMessage([eventOf('campaign.paused')], { publicUrl }).text).toBe(
      'Campaign paused (Q2 Cold Outreach - Tier A RevOps); Reason: New prices',
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
    const ofCampaign = (n: number) => eventOf('email.sent', { campaign_id: `camp_${n}` });
    const ofTypes = PUBLIC_EVENTS.map(({ type }) => eventOf(type));
    const last = (events: readonly PublicEvent[]) => textsOf(events).at(-1);

    expect(last([...many(6, ofCampaign(0)), ...[1, 2, 3, 4, 5, 6, 7].map(ofCampaign)])).toMatch(
      /^• 3 other events$/m,
    );
    expect(last(ofTypes)).toContain(', 9 other events in ');
  });

  it('links to the sending account that an alert is about', () => {
    const alert = eventOf('deliverability.alert', {
      alert: 'account_paused',
      campaign_id: null,
      campaign_name: null,
      sending_account_id: 'ea_1',
    });

    expect(textsOf([alert])[1]).toContain(
      `${link('sending-accounts/ea_1', 'the sending account')} · ${TIME}`,
    );
  });

  it('names an answer that somebody else gave for the contact', () => {
    const reply = eventOf('email.replied', { from: 'pa@lumen.example' });

    expect(textsOf([reply])[1]).toContain('pa@lumen.example for grace@lumen.example to step 1, variant A');
  });

  it('shows the address of a contact in replies and complaints only', () => {
    const showing = PUBLIC_EVENTS.map(({ type }) => type).filter((type) =>
      /grace@|weber/i.test(JSON.stringify(slackMessage([eventOf(type)], { publicUrl }))),
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
