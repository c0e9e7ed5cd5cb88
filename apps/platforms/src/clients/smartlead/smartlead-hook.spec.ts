import { describe, expect, it } from '@jest/globals';
import { assert, constantFrom, jsonValue, oneof, property, record } from 'fast-check';
import type { MessageSignal } from '../domain/signal.js';
import { parseSmartleadHook } from './smartlead-hook.js';

/** From their reference: https://api.smartlead.ai/api-reference/webhooks/events */
const REFERENCE = {
  from_email: 'Sender@yourcompany.com',
  to_email: 'Lead@example.com',
  to_name: 'John Doe',
  campaign_name: 'Q1 Outreach',
  campaign_id: 123,
  sequence_number: 1,
};
/** From their webhook guide: https://help.smartlead.ai */
const GUIDE = {
  ...REFERENCE,
  webhook_id: 94,
  sl_email_lead_id: '138084',
  sl_email_lead_map_id: 1,
  sl_lead_email: 'lead@example.com',
  stats_id: 'id',
  event_timestamp: '2025-01-15T09:00:00.000+00:00',
  subject: 'Hello',
  campaign_status: 'ACTIVE',
  secret_key: 'e0207d40-84ef-4ad6-89eb-7dbff8c0138d',
  sent_message: { message_id: '<sent@mail.example>', html: '<p>Hi</p>', text: 'Hi', time: '2025-01-15' },
};
/** From an older page: https://api.smartlead.ai/core/webhooks */
const OLDER = {
  timestamp: '2025-01-15T09:00:00Z',
  campaign_id: 123,
  campaign_name: 'Q1 Outreach',
  lead_id: 789,
  email_account_id: 456,
  sequence_number: 1,
  lead: { email: 'Lead@example.com', first_name: 'John' },
};
/** From the page about their creation, as it was: https://api.smartlead.ai/api-reference/webhooks/create */
const FLAT = {
  campaign_id: 123,
  lead_email: 'lead@example.com',
  lead_first_name: 'John',
  email_account: 'sender@yourcompany.com',
  subject: 'Re: Quick question',
  message: 'Thanks for reaching out...',
  timestamp: '2025-01-15T09:00:00Z',
  category_id: 5,
};
const AT = new Date('2025-01-15T09:00:00Z');

type Kind = MessageSignal['kind'];
const DOCUMENTED: [string, Kind, object][] = [
  [
    'EMAIL_SENT',
    'sent',
    { ...REFERENCE, event_type: 'EMAIL_SENT', time_sent: AT, message_id: 'abc123def456' },
  ],
  ['FIRST_EMAIL_SENT', 'sent', { ...REFERENCE, event_type: 'FIRST_EMAIL_SENT', time_sent: AT }],
  ['EMAIL_OPEN', 'opened', { ...REFERENCE, event_type: 'EMAIL_OPEN', time_opened: AT }],
  ['EMAIL_LINK_CLICK', 'clicked', { ...REFERENCE, event_type: 'EMAIL_LINK_CLICK', time_clicked: AT }],
  ['EMAIL_REPLY', 'replied', { ...REFERENCE, event_type: 'EMAIL_REPLY', time_replied: AT }],
  ['EMAIL_BOUNCE', 'bounced', { ...REFERENCE, event_type: 'EMAIL_BOUNCE', time_sent: AT }],
  ['EMAIL_SENT of the guide', 'sent', { ...GUIDE, event_type: 'EMAIL_SENT' }],
  ['EMAIL_OPEN of the guide', 'opened', { ...GUIDE, event_type: 'EMAIL_OPEN' }],
  ['EMAIL_LINK_CLICK of the guide', 'clicked', { ...GUIDE, event_type: 'EMAIL_LINK_CLICK' }],
  ['EMAIL_REPLY of the guide', 'replied', { ...GUIDE, event_type: 'EMAIL_REPLY' }],
  ['EMAIL_BOUNCE of the guide', 'bounced', { ...GUIDE, event_type: 'EMAIL_BOUNCE' }],
  ['LEAD_UNSUBSCRIBED of the guide', 'unsubscribed', { ...GUIDE, event_type: 'LEAD_UNSUBSCRIBED' }],
  ['an old EMAIL_SENT', 'sent', { ...OLDER, event: 'EMAIL_SENT' }],
  ['EMAIL_OPENED', 'opened', { ...OLDER, event: 'EMAIL_OPENED', opened_count: 3 }],
  ['EMAIL_CLICKED', 'clicked', { ...OLDER, event: 'EMAIL_CLICKED' }],
  ['EMAIL_REPLIED', 'replied', { ...OLDER, event: 'EMAIL_REPLIED' }],
  ['EMAIL_BOUNCED', 'bounced', { ...OLDER, event: 'EMAIL_BOUNCED' }],
  ['EMAIL_UNSUBSCRIBED', 'unsubscribed', { ...OLDER, event: 'EMAIL_UNSUBSCRIBED' }],
  ['SENT', 'sent', { ...FLAT, event_type: 'SENT' }],
  ['OPENED', 'opened', { ...FLAT, event_type: 'OPENED' }],
  ['CLICKED', 'clicked', { ...FLAT, event_type: 'CLICKED' }],
  ['REPLIED', 'replied', { ...FLAT, event_type: 'REPLIED' }],
  ['BOUNCED', 'bounced', { ...FLAT, event_type: 'BOUNCED' }],
  ['UNSUBSCRIBED', 'unsubscribed', { ...FLAT, event_type: 'UNSUBSCRIBED' }],
];

/** As it arrives: dates are texts. */
const parsed = (body: object) => parseSmartleadHook(JSON.parse(JSON.stringify(body)));

describe('a hook of Smartlead', () => {
  it.each(DOCUMENTED)('%s is one fact about a message: %s', (_, kind, body) => {
    expect(parsed(body)).toEqual([
      expect.objectContaining({
        kind,
        at: AT,
        platformCampaignId: '123',
        email: 'lead@example.com',
        machine: false,
      }),
    ]);
  });

  it.each(DOCUMENTED.filter(([, , body]) => 'sequence_number' in body))(
    '%s tells its step: %s',
    (_, __, body) => {
      expect(parsed(body)).toMatchObject([{ stepNumber: 1 }]);
    },
  );

  it.each([
    [
      { ...REFERENCE, event_type: 'EMAIL_SENT', time_sent: AT },
      { accountEmail: 'sender@yourcompany.com', leadId: null },
    ],
    [
      { ...GUIDE, event_type: 'EMAIL_SENT' },
      { leadId: '138084', messageId: 'sent@mail.example', subject: 'Hello' },
    ],
    [
      { ...OLDER, event: 'EMAIL_SENT' },
      { accountEmail: null, leadId: '789' },
    ],
    [
      { ...OLDER, event: 'EMAIL_SENT', email: { subject: 'Quick question', message_id: 'a@smartlead.ai' } },
      { messageId: 'a@smartlead.ai', subject: 'Quick question' },
    ],
    [
      { ...FLAT, event_type: 'SENT' },
      { accountEmail: 'sender@yourcompany.com', stepNumber: null },
    ],
  ])('tells who sent, to whom and what: %#', (body, expected) => {
    expect(parsed(body)).toMatchObject([expected]);
  });

  it.each<[object, object]>([
    [
      {
        ...GUIDE,
        event_type: 'EMAIL_REPLY',
        reply_message: { message_id: '<r@x.example>', text: 'No', html: '<p>No</p>' },
      },
      {
        messageId: 'r@x.example',
        reply: { text: 'No', html: '<p>No</p>', subject: 'Hello', automatic: false },
      },
    ],
    [
      {
        ...GUIDE,
        event_type: 'EMAIL_REPLY',
        message_id: '<r@x.example>',
        reply_body: '<p>No</p>',
        preview_text: 'No',
      },
      { messageId: 'r@x.example', reply: { text: 'No', html: '<p>No</p>' } },
    ],
    [
      { ...OLDER, event: 'EMAIL_REPLIED', reply: { subject: 'Re: Quick', body: 'Thanks' } },
      { reply: { text: 'Thanks', html: null, subject: 'Re: Quick' } },
    ],
    [
      { ...OLDER, event: 'EMAIL_REPLIED', reply: { body: '<div>Thanks</div>' } },
      { reply: { text: null, html: '<div>Thanks</div>' } },
    ],
    [
      { ...FLAT, event_type: 'REPLIED' },
      { reply: { text: 'Thanks for reaching out...', subject: 'Re: Quick question' } },
    ],
  ])('brings the text of a reply: %#', (body, expected) => {
    expect(parsed(body)).toMatchObject([expected]);
  });

  it.each([
    { link_clicked: ['https://example.com/demo'] },
    { link_clicked: 'https://example.com/demo' },
    { link_details: [{ link: 'https://example.com/demo' }] },
    { link: { url: 'https://example.com/demo', clicked_at: '2024-11-25T10:45:00Z' } },
  ])('tells the link of a click: %#', (link) => {
    expect(parsed({ ...GUIDE, event_type: 'EMAIL_LINK_CLICK', ...link })).toMatchObject([
      { url: 'https://example.com/demo' },
    ]);
  });

  it.each([
    { bounce_message: { message_id: '<b@x.example>', text: '550 no such user' } },
    { bounce_reply_email_preview: '550 no such user', is_bounced: true },
    { bounce_reply_email: '550 no such user' },
  ])('tells the words of a bounce: %#', (words) => {
    expect(parsed({ ...GUIDE, event_type: 'EMAIL_BOUNCE', ...words })).toMatchObject([
      { bounce: { words: '550 no such user' }, messageId: 'sent@mail.example' },
    ]);
  });

  it('tells the new state of a campaign', () => {
    const body = { ...GUIDE, event_type: 'CAMPAIGN_STATUS_CHANGED', campaign_status: 'COMPLETED' };
    expect(parsed(body)).toMatchObject([
      { kind: 'campaign_state', platformCampaignId: '123', state: 'completed' },
    ]);
  });

  it.each(['LEAD_CATEGORY_UPDATED', 'UNTRACKED_REPLIES', 'MANUAL_STEP_REACHED'])(
    '%s says nothing that we use',
    (event_type) => {
      expect(parsed({ ...GUIDE, event_type })).toEqual([]);
    },
  );

  it.each<[string, object]>([
    ['no event', GUIDE],
    ['an event of the future', { ...GUIDE, event_type: 'LEAD_DANCED' }],
    ['no campaign', { ...GUIDE, event_type: 'EMAIL_SENT', campaign_id: null }],
    ['no lead', { ...GUIDE, event_type: 'EMAIL_SENT', to_email: 'nobody', sl_lead_email: '' }],
    ['no time', { ...REFERENCE, event_type: 'EMAIL_SENT' }],
    ['no state', { ...GUIDE, event_type: 'CAMPAIGN_STATUS_CHANGED', campaign_status: 'DANCING' }],
    ['another body', ['EMAIL_SENT']],
  ])('with %s is unknown, with the reason', (_, body) => {
    expect(parsed(body)).toEqual({ unknown: expect.stringMatching(/.{10}/) });
  });
});

describe('the key of a fact', () => {
  const keyOf = (body: object) => {
    const signals = parsed(body);
    return 'unknown' in signals ? undefined : signals[0]?.key;
  };

  it('is the same for a step whose sending is told twice', () => {
    const first = keyOf({ ...GUIDE, event_type: 'EMAIL_SENT' });
    expect(keyOf({ ...REFERENCE, event_type: 'FIRST_EMAIL_SENT', time_sent: '2025-01-15T09:00:05Z' })).toBe(
      first,
    );
    expect(keyOf({ ...GUIDE, event_type: 'EMAIL_SENT', sequence_number: 2 })).not.toBe(first);
  });

  it('tells two replies apart by their message', () => {
    const reply = (id: string) =>
      keyOf({ ...GUIDE, event_type: 'EMAIL_REPLY', reply_message: { message_id: id } });
    expect(reply('<a@x.example>')).not.toBe(reply('<b@x.example>'));
    expect(reply('<a@x.example>')).toBe(reply('<a@x.example>'));
  });
});

it('no JSON makes the parser throw', () => {
  const fields = record(
    {
      event_type: oneof(constantFrom(...DOCUMENTED.map(([name]) => name)), jsonValue()),
      campaign_id: jsonValue(),
      to_email: jsonValue(),
      event_timestamp: jsonValue(),
      sent_message: jsonValue(),
      reply_message: jsonValue(),
      link_clicked: jsonValue(),
      sequence_number: jsonValue(),
    },
    { requiredKeys: [] },
  );
  assert(
    property(oneof(jsonValue(), fields), (body) => {
      const result = parseSmartleadHook(body);
      return Array.isArray(result) || 'unknown' in result;
    }),
  );
});
