import { describe, expect, it } from '@jest/globals';
import { aPlan } from '../../../test/a-plan.js';
import {
  LemlistCampaign,
  lemlistSchedule,
  lemlistSettings,
  lemlistStep,
  observedAtLemlist,
} from './lemlist-campaign.js';

const DAY_MS = 86_400_000;

describe('a campaign for lemlist', () => {
  it('is sent by the users of our accounts, and waits for no review', () => {
    const accounts = ['usr_1/usm_1', 'usr_1/usm_2', 'usr_2/usm_3'].map((externalId, n) => ({
      email: `a${n}@ours.example`,
      externalId,
    }));
    expect(lemlistSettings(aPlan({ name: 'Autumn', marker: 'camp_1', accounts }))).toMatchObject({
      name: 'Autumn [camp_1]',
      autoReview: true,
      sendUserIds: ['usr_1', 'usr_2'],
    });
  });

  it.each([
    [true, true, { campaignProgress: 'stop', propagateProgressToCompany: true }],
    [true, false, { campaignProgress: 'stop', propagateProgressToCompany: false }],
    [false, false, undefined],
  ])('stops on replies: %s, of the whole company: %s', (stopOnReply, stopOnDomainReply, onReplied) => {
    const settings = lemlistSettings(aPlan({ stopOnReply, stopOnDomainReply }));
    expect(settings['stopOnEmailReplied']).toBe(stopOnReply);
    expect(settings['onReplied']).toEqual(onReplied);
  });

  it('tracks what we track', () => {
    expect(lemlistSettings(aPlan({ openTracking: false, linkTracking: true }))).toMatchObject({
      disableTrackOpen: true,
      disableTrackClick: false,
    });
  });

  it('sends in our window', () => {
    const plan = aPlan({
      startHour: 8,
      endHour: 24,
      sendDays: [7, 1],
      timeZone: 'Asia/Tokyo',
      minMinutesBetween: 10,
    });
    expect(lemlistSchedule(plan)).toMatchObject({
      timezone: 'Asia/Tokyo',
      start: '08:00',
      end: '23:59',
      weekdays: [1, 7],
      secondsToWait: 600,
    });
  });

  it.each([
    [0, 0],
    [3_600_000, 1],
    [3 * DAY_MS, 3],
    [3 * DAY_MS + 1, 4],
  ])('waits whole days before a step: %d ms are %d', (delayMs, delay) => {
    expect(lemlistStep({ stepNumber: 2, delayMs, sameThread: true }, 1)).toEqual({
      type: 'email',
      subject: '',
      message: '{{nimbus_body_2}}',
      delay,
      index: 1,
    });
  });

  it('has a subject where a step begins a thread', () => {
    expect(lemlistStep({ stepNumber: 1, delayMs: 0, sameThread: false }, 0).subject).toBe(
      '{{nimbus_subject_1}}',
    );
  });
});

describe('a campaign of lemlist', () => {
  const seen = (there: object, state: string | null = null) =>
    observedAtLemlist(LemlistCampaign.parse({ _id: 'cam_1', ...there }), state);

  it.each([
    ['running', 'active'],
    ['errors', 'active'],
    ['paused', 'paused'],
    ['draft', 'draft'],
    ['ended', 'completed'],
    ['archived', 'stopped'],
    ['frozen', 'paused'],
  ])('with status %s is %s', (status, state) => {
    expect(seen({ status })).toMatchObject({ state });
  });

  it.each([
    ['running', 'active'],
    ['paused', 'paused'],
  ])('without leads is shown as a draft, and is as its state says: %s', (state, expected) => {
    expect(seen({ status: 'draft' }, state)).toMatchObject({ state: expected });
  });

  it.each([
    ['ended', 'completed'],
    ['archived', 'stopped'],
  ])('that is %s is so whatever its state was', (status, expected) => {
    expect(seen({ status }, 'running')).toMatchObject({ state: expected });
  });

  it('shows its accounts and its errors', () => {
    const senders = [{ email: 'Sales@ours.example' }, { email: null }];
    expect(seen({ name: 'Autumn [camp_1]', status: 'running', senders, errors: ['no sender'] })).toEqual({
      state: 'active',
      accounts: ['sales@ours.example'],
      settings: { name: 'Autumn' },
      problem: 'no sender',
    });
    expect(seen({ status: 'running' })).toMatchObject({ accounts: null });
  });
});
