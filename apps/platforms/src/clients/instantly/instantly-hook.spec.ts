import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseInstantlyHook } from './instantly-hook.js';

const CAMPAIGN = '01a14549-bd67-7b6b-a7c0-add14d390c6e';
const BASE = {
  timestamp: '2026-11-30T09:00:00.000Z',
  workspace: 'f9cc070d-8dba-4341-b847-f083c358e460',
  campaign_id: CAMPAIGN,
  campaign_name: 'Autumn [camp_1]',
  lead_email: 'Ada@Example.com',
  email_account: 'Sales@ours.example',
  step: 2,
  variant: 1,
  is_first: true,
  email_id: 'e1',
};
const of = (event: string, more: object = {}) => parseInstantlyHook({ ...BASE, event_type: event, ...more });

describe('a hook of Instantly', () => {
  it.each([
    ['email_sent', 'sent'],
    ['email_opened', 'opened'],
    ['link_clicked', 'clicked'],
    ['email_link_clicked', 'clicked'],
    ['reply_received', 'replied'],
    ['auto_reply_received', 'replied'],
    ['email_bounced', 'bounced'],
    ['lead_unsubscribed', 'unsubscribed'],
  ])('%s is one fact about a message: %s', (event, kind) => {
    expect(of(event)).toEqual([
      expect.objectContaining({
        kind,
        platformCampaignId: CAMPAIGN,
        email: 'ada@example.com',
        accountEmail: 'sales@ours.example',
        stepNumber: 2,
        at: new Date('2026-11-30T09:00:00Z'),
        messageId: null,
        leadId: null,
        machine: false,
      }),
    ]);
  });

  it.each([
    ['reply_received', false],
    ['auto_reply_received', true],
  ])('%s brings the text of the answer; automatic: %s', (event, automatic) => {
    const reply = { reply_text: 'No thanks', reply_html: '<p>No thanks</p>', reply_subject: 'Re: Hello' };
    expect(of(event, { ...reply, reply_text_snippet: 'No' })).toMatchObject([
      { reply: { text: 'No thanks', html: '<p>No thanks</p>', subject: 'Re: Hello', automatic } },
    ]);
    expect(of(event, { reply_text_snippet: 'No' })).toMatchObject([{ reply: { text: 'No', html: null } }]);
  });

  it('tells the words of a bounce and the link of a click where it has them', () => {
    expect(of('email_bounced', { bounce_reason: '550 no such user' })).toMatchObject([
      { bounce: { words: '550 no such user' } },
    ]);
    expect(of('link_clicked', { link: 'https://ours.example/a' })).toMatchObject([
      { url: 'https://ours.example/a' },
    ]);
  });

  it('campaign_completed is another state of the campaign', () => {
    expect(of('campaign_completed')).toMatchObject([
      { kind: 'campaign_state', platformCampaignId: CAMPAIGN, state: 'completed' },
    ]);
  });

  it('account_error names the account', () => {
    expect(of('account_error', { error_message: 'invalid login' })).toMatchObject([
      { kind: 'account_error', accountEmail: 'sales@ours.example', message: 'invalid login' },
    ]);
  });

  it.each([
    'lead_neutral',
    'lead_interested',
    'lead_not_interested',
    'lead_meeting_booked',
    'lead_meeting_completed',
    'lead_closed',
    'lead_out_of_office',
    'lead_wrong_person',
    'lead_no_show',
    'supersearch_enrichment_completed',
  ])('%s has no fact that we use', (event) => {
    expect(of(event)).toEqual([]);
  });

  it.each([
    ['no object', null],
    ['a list', []],
    ['no event', { ...BASE }],
    ['an event that is not documented', { ...BASE, event_type: 'lead_teleported' }],
    ['no timestamp', { ...BASE, event_type: 'email_sent', timestamp: undefined }],
    ['no date as its timestamp', { ...BASE, event_type: 'email_sent', timestamp: 'yesterday evening' }],
    ['no campaign', { ...BASE, event_type: 'email_sent', campaign_id: undefined }],
    ['no lead', { ...BASE, event_type: 'email_sent', lead_email: undefined }],
    ['an account error without an account', { ...BASE, event_type: 'account_error', email_account: null }],
  ])('with %s is not understood, and says why', (_, body) => {
    expect(parseInstantlyHook(body)).toEqual({ unknown: expect.stringMatching(/.{10}/) });
  });

  it.each(['variant', 'is_first', 'email_id', 'email_account', 'step', 'campaign_name', 'workspace'])(
    'is understood without %s, and whatever it is',
    (field) => {
      for (const value of [undefined, null, 7, {}, ['x'], true]) {
        expect(of('email_sent', { [field]: value })).toMatchObject([{ kind: 'sent' }]);
      }
    },
  );
});

describe('the key of a fact', () => {
  const keyOf = (event: string, more: object = {}) => {
    const parsed = of(event, more);
    return 'unknown' in parsed ? undefined : parsed[0]?.key;
  };

  it('is the same when it is told again', () => {
    expect(keyOf('email_sent')).toBe(
      keyOf('email_sent', { email_id: 'other', timestamp: '2026-11-30T10:00:00Z' }),
    );
    expect(keyOf('link_clicked')).toBe(keyOf('email_link_clicked'));
    expect(keyOf('reply_received')).toBe(keyOf('reply_received', { timestamp: '2026-11-30T10:00:00Z' }));
  });

  it('differs for another step, another hit and another answer', () => {
    expect(keyOf('email_sent', { step: 3 })).not.toBe(keyOf('email_sent'));
    expect(keyOf('email_opened', { timestamp: '2026-11-30T09:00:01Z' })).not.toBe(keyOf('email_opened'));
    expect(keyOf('reply_received', { email_id: 'e2' })).not.toBe(keyOf('reply_received'));
  });
});

describe('any JSON', () => {
  const EVENTS = fc.constantFrom(
    'email_sent',
    'reply_received',
    'account_error',
    'campaign_completed',
    'link_clicked',
  );

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void parseInstantlyHook(body)));
  });

  it('never throws, and leads to valid facts only, in the fields of a hook', () => {
    const fields = Object.fromEntries(
      [...Object.keys(BASE), 'email', 'reply_text', 'reply_html', 'link', 'bounce_reason', 'message'].map(
        (name) => [name, fc.jsonValue()],
      ),
    );
    const hooks = fc.record({ ...fields, event_type: EVENTS }, { requiredKeys: [] });
    fc.assert(
      fc.property(hooks, fc.boolean(), (hook, whole) => {
        const parsed = parseInstantlyHook(whole ? { ...BASE, ...hook } : hook);
        if ('unknown' in parsed) return;
        for (const { at, key } of parsed)
          expect([Number.isNaN(at.getTime()), key.length > 5]).toEqual([false, true]);
      }),
    );
  });
});
