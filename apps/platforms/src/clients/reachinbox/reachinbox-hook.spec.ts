import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, jsonValue, oneof, property, record } from 'fast-check';
import { parseReachinboxHook } from './reachinbox-hook.js';

/** From their documentation: https://docs.reachinbox.ai/webhooks */
const BASE = {
  email_id: 1,
  lead_id: 4,
  lead_email: 'Recipient@example.com',
  email_account: 'Sender@example.com',
  step_number: 1,
  message_id: '<test-message-id@mail.example>',
  timestamp: '2024-03-18T08:15:51.000Z',
  campaign_id: 53,
  campaign_name: 'Test Name',
  user_webhook_id: '1',
  lead_first_name: 'Lead First Name',
  lead_last_name: 'Lead Last Name',
  email_sent_body: 'Sent Email body',
  email_replied_body: 'Sent Replied body',
};
const EVENTS = [
  ['EMAIL_SENT', 'sent'],
  ['EMAIL_OPENED', 'opened'],
  ['EMAIL_CLICKED', 'clicked'],
  ['REPLY_RECEIVED', 'replied'],
  ['EMAIL_BOUNCED', 'bounced'],
] as const;

describe('a hook of ReachInbox', () => {
  it.each(EVENTS)('%s is one fact about a message: %s', (event, kind) => {
    expect(parseReachinboxHook({ ...BASE, event })).toEqual([
      expect.objectContaining({
        kind,
        at: new Date('2024-03-18T08:15:51Z'),
        platformCampaignId: '53',
        email: 'recipient@example.com',
        leadId: '4',
        stepNumber: 1,
        accountEmail: 'sender@example.com',
        messageId: 'test-message-id@mail.example',
        machine: false,
      }),
    ]);
  });

  it.each(EVENTS)('%s is understood with the needed fields alone, also as texts', (event, kind) => {
    const { timestamp, lead_email } = BASE;
    const body = { event, timestamp, lead_email, campaign_id: '53', step_number: '2' };
    expect(parseReachinboxHook(body)).toMatchObject([
      { kind, platformCampaignId: '53', stepNumber: 2, leadId: null, accountEmail: null, messageId: null },
    ]);
  });

  it.each([
    ['Thanks', { text: 'Thanks', html: null }],
    ['<div>Thanks</div>', { text: null, html: '<div>Thanks</div>' }],
    [null, { text: null, html: null }],
  ])('brings the text of a reply: %j', (email_replied_body, reply) => {
    expect(parseReachinboxHook({ ...BASE, event: 'REPLY_RECEIVED', email_replied_body })).toMatchObject([
      { reply: { ...reply, subject: null, automatic: false } },
    ]);
  });

  it('CAMPAIGN_COMPLETED tells the state of the campaign', () => {
    const { timestamp, campaign_id } = BASE;
    expect(parseReachinboxHook({ event: 'CAMPAIGN_COMPLETED', timestamp, campaign_id })).toMatchObject([
      { kind: 'campaign_state', platformCampaignId: '53', state: 'completed' },
    ]);
  });

  it.each(['LEAD_INTERESTED', 'LEAD_NOT_INTERESTED'])('%s says nothing that we use', (event) => {
    expect(parseReachinboxHook({ ...BASE, event })).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no event', BASE],
    ['an event of the future', { ...BASE, event: 'LEAD_UNSUBSCRIBED' }],
    ['no campaign', { ...BASE, event: 'EMAIL_SENT', campaign_id: null }],
    ['no lead', { ...BASE, event: 'EMAIL_SENT', lead_email: 'nobody' }],
    ['no time', { ...BASE, event: 'EMAIL_SENT', timestamp: 'soon' }],
    ['another body', 'EMAIL_SENT'],
  ])('with %s is unknown, with the reason', (_, body) => {
    expect(parseReachinboxHook(body)).toEqual({ unknown: expect.stringMatching(/.{10}/) });
  });

  it('has the same key when it is told again', () => {
    const [first, again] = [{ ...BASE }, { ...BASE, user_webhook_id: '2' }].map((body) =>
      parseReachinboxHook({ ...body, event: 'EMAIL_SENT' }),
    );
    expect(again).toEqual(first);
  });
});

it('no JSON makes the parser throw', () => {
  const fields = record(
    {
      event: oneof(constantFrom(...EVENTS.map(([event]) => event)), jsonValue()),
      campaign_id: jsonValue(),
      lead_email: jsonValue(),
      timestamp: jsonValue(),
      step_number: jsonValue(),
      email_replied_body: jsonValue(),
    },
    { requiredKeys: [] },
  );
  assert(
    property(oneof(jsonValue(), fields), (body) => {
      const result = parseReachinboxHook(body);
      return Array.isArray(result) || 'unknown' in result;
    }),
  );
});
