import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LEMLIST_EVENTS, parseLemlistHook } from './lemlist-hook.js';

const BASE = {
  _id: 'act_xXR99r2dyRedXb8pc',
  createdAt: '2026-11-30T09:00:00.000Z',
  isFirst: true,
  stopped: false,
  bot: false,
  teamId: 'tea_KAiTn2K9RoYA85MuY',
  leadId: 'lea_u2H5qeBCGWKDdaj6B',
  campaignId: 'cam_6mKKdaC5PNQiBu2jT',
  sequenceId: 'seq_zNK94gqDakNmcRuGy',
  sequenceStep: 1,
  sendUserEmail: 'John.Doe@ours.example',
  sendUserMailboxId: 'usm_im9fnaYmKKQaixa9d',
  leadEmail: 'Ada@Example.com',
  messageId: '<CADzbc6W=UFyazhDqxryoHw@mail.example>',
  relatedSentAt: '2026-11-29T11:49:14.830Z',
};
const UNUSED = `contacted hooked attracted warmed interested notInterested emailsInterested emailsNotInterested
  linkedinSent linkedinReplied linkedinInviteAccepted whatsappMessageSent whatsappReplied smsReplied aircallDone apiDone
  manualInterested paused resumed stopped skipped annotated sendLimitReached customDomainErrors lemwarmPaused
  enrichmentDone enrichmentError callRecordingDone inboxLabelUpdated signalRegistered deliverabilityAlertTriggered
  opportunitiesDone meetingBooked entityUnsubscribed variableSubscribed emailsDone emailsExternalReceived`;
const of = (type: string, more: object = {}) => parseLemlistHook({ ...BASE, type, ...more });

describe('an activity of lemlist', () => {
  it.each([
    ['emailsSent', 'sent'],
    ['emailsOpened', 'opened'],
    ['emailsClicked', 'clicked'],
    ['emailsReplied', 'replied'],
    ['emailsBounced', 'bounced'],
    ['emailsFailed', 'bounced'],
    ['emailsSendFailed', 'bounced'],
    ['emailsUnsubscribed', 'unsubscribed'],
    ['outOfOffice', 'replied'],
  ])('%s is one fact about a message: %s', (type, kind) => {
    expect(of(type)).toEqual([
      expect.objectContaining({
        kind,
        key: BASE._id,
        platformCampaignId: BASE.campaignId,
        email: 'ada@example.com',
        leadId: BASE.leadId,
        accountEmail: 'john.doe@ours.example',
        stepNumber: 2,
        at: new Date(BASE.createdAt),
        messageId: 'CADzbc6W=UFyazhDqxryoHw@mail.example',
        machine: false,
      }),
    ]);
  });

  it.each(['emailsOpened', 'emailsClicked'])('%s by a bot is none of a person', (type) => {
    expect(of(type, { bot: true })).toMatchObject([{ machine: true }]);
  });

  it.each([
    ['the text', { text: 'No thanks', messagePreview: 'No' }, 'No thanks'],
    ['the preview where there is no text', { messagePreview: 'No' }, 'No'],
    ['nothing where there is neither', {}, null],
  ])('of a reply has %s', (_, fields, text) => {
    expect(of('emailsReplied', fields)).toMatchObject([{ reply: { text, automatic: false } }]);
  });

  it('out of office is an automatic reply', () => {
    expect(of('outOfOffice', { text: 'I am away' })).toMatchObject([
      { kind: 'replied', reply: { text: 'I am away', automatic: true } },
    ]);
  });

  it.each(['emailsBounced', 'emailsFailed'])('%s tells the words of the server', (type) => {
    expect(of(type, { errorMessage: '550 no such user' })).toMatchObject([
      { bounce: { words: '550 no such user' } },
    ]);
  });

  it('campaignComplete is another state of the campaign, without a lead', () => {
    expect(of('campaignComplete', { leadId: undefined, leadEmail: undefined })).toMatchObject([
      { kind: 'campaign_state', platformCampaignId: BASE.campaignId, state: 'completed' },
    ]);
  });

  it('connectionIssue names the account', () => {
    expect(of('connectionIssue', { errorMessage: 'invalid login' })).toMatchObject([
      { kind: 'account_error', accountEmail: 'john.doe@ours.example', message: 'invalid login' },
    ]);
  });

  it.each(UNUSED.split(/\s+/))('%s has no fact that we use', (type) => {
    expect(of(type)).toEqual([]);
  });

  it('of each event of our hooks is understood', () => {
    for (const event of LEMLIST_EVENTS) expect(of(event)).toHaveLength(1);
  });

  it.each([
    ['no object', 'text'],
    ['a list', [{ ...BASE, type: 'emailsSent' }]],
    ['no type', { ...BASE }],
    ['a type that is not documented', { ...BASE, type: 'emailsTeleported' }],
    ['no id', { ...BASE, type: 'emailsSent', _id: '  ' }],
    ['no moment', { ...BASE, type: 'emailsSent', createdAt: 'not-a-date' }],
    ['no campaign', { ...BASE, type: 'emailsSent', campaignId: undefined }],
    ['no lead', { ...BASE, type: 'emailsSent', leadEmail: undefined }],
    ['an issue without an account', { ...BASE, type: 'connectionIssue', sendUserEmail: undefined }],
  ])('with %s is not understood, and says why', (_, body) => {
    expect(parseLemlistHook(body)).toEqual({ unknown: expect.stringMatching(/.{10}/) });
  });

  it.each([
    ['email', { leadEmail: undefined, email: 'Ada@example.com' }],
    ['to', { leadEmail: undefined, to: [{ address: 'ada@example.com', name: 'Ada' }] }],
  ])('names the lead in %s in version 1', (_, fields) => {
    expect(of('emailsSent', fields)).toMatchObject([{ email: 'ada@example.com' }]);
  });

  it.each(['sequenceStep', 'sendUserEmail', 'messageId', 'bot', 'leadId', 'relatedSentAt', 'isFirst'])(
    'is understood without %s, and whatever it is',
    (field) => {
      for (const value of [undefined, null, 7, {}, ['x'], true]) {
        expect(of('emailsSent', { [field]: value })).toMatchObject([{ kind: 'sent' }]);
      }
    },
  );
});

describe('any JSON', () => {
  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void parseLemlistHook(body)));
  });

  it('never throws, and leads to valid facts only, in the fields of an activity', () => {
    const names = [
      ...Object.keys(BASE),
      'email',
      'to',
      'text',
      'messagePreview',
      'message',
      'errorMessage',
      'url',
    ];
    const fields = Object.fromEntries(names.map((name) => [name, fc.jsonValue()]));
    const type = fc.constantFrom(...LEMLIST_EVENTS, 'outOfOffice');
    const activities = fc.record({ ...fields, type }, { requiredKeys: [] });
    fc.assert(
      fc.property(activities, fc.boolean(), (activity, whole) => {
        const parsed = parseLemlistHook(whole ? { ...BASE, ...activity } : activity);
        if ('unknown' in parsed) return;
        for (const { at, key } of parsed)
          expect([Number.isNaN(at.getTime()), key === '']).toEqual([false, false]);
      }),
    );
  });
});
