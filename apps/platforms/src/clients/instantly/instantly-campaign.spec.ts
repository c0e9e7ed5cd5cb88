import { describe, expect, it } from '@jest/globals';
import { aPlan } from '../../../test/a-plan.js';
import { instantlyBody, InstantlyCampaign, observedAtInstantly } from './instantly-campaign.js';

const DAY_MS = 86_400_000;

describe('a campaign for Instantly', () => {
  it('carries the marker in its name, and our limits', () => {
    expect(instantlyBody(aPlan({ marker: 'camp_1', name: 'Autumn' }))).toMatchObject({
      name: 'Autumn [camp_1]',
      daily_limit: 500,
      daily_max_leads: 50,
      email_gap: 10,
      stop_on_reply: true,
      stop_on_auto_reply: false,
      stop_for_company: false,
    });
  });

  it('has one sequence, whose texts are variables of the lead', () => {
    const steps = [
      { stepNumber: 1, delayMs: 0, sameThread: false },
      { stepNumber: 2, delayMs: 3 * DAY_MS, sameThread: true },
    ];
    const { sequences } = instantlyBody(aPlan({ steps }));
    expect(sequences).toHaveLength(1);
    expect(sequences).toMatchObject([
      {
        steps: [
          { variants: [{ subject: '{{nimbus_subject_1}}', body: '{{nimbus_body_1}}' }] },
          { variants: [{ subject: '', body: '{{nimbus_body_2}}' }] },
        ],
      },
    ]);
  });

  it.each([
    [3 * DAY_MS, { delay: 3, delay_unit: 'days' }],
    [5 * 3_600_000, { delay: 5, delay_unit: 'hours' }],
    [90 * 60_000, { delay: 90, delay_unit: 'minutes' }],
    [61_000, { delay: 2, delay_unit: 'minutes' }],
  ])('tells the %d ms before a step at the step before it', (delayMs, delay) => {
    const steps = [
      { stepNumber: 1, delayMs: 0, sameThread: false },
      { stepNumber: 2, delayMs, sameThread: true },
    ];
    expect(instantlyBody(aPlan({ steps }))['sequences']).toMatchObject([{ steps: [delay, { delay: 0 }] }]);
  });

  it('sends in our window: 0 is Sunday, and midnight is 23:59', () => {
    const plan = aPlan({ timeZone: 'Europe/London', startHour: 8, endHour: 24, sendDays: [1, 7] });
    expect(instantlyBody(plan)['campaign_schedule']).toEqual({
      schedules: [
        {
          name: expect.any(String),
          timing: { from: '08:00', to: '23:59' },
          days: { 0: true, 1: true, 2: false, 3: false, 4: false, 5: false, 6: false },
          timezone: 'Europe/Isle_of_Man',
        },
      ],
    });
  });
});

describe('a campaign of Instantly', () => {
  const seen = (there: object) => observedAtInstantly(InstantlyCampaign.parse({ id: 'c', ...there }));

  it.each([
    [0, 'draft'],
    [1, 'active'],
    [2, 'paused'],
    [3, 'completed'],
    [4, 'active'],
  ])('with status %d is %s', (status, state) => {
    expect(seen({ status })).toMatchObject({ state });
    expect(seen({ status })).not.toHaveProperty('problem');
  });

  it.each([-99, -1, -2])('with status %d is paused, and says why', (status) => {
    expect(seen({ status })).toMatchObject({ state: 'paused', problem: expect.stringMatching(/Instantly/) });
  });

  it('shows the settings that it was given', () => {
    const plan = aPlan({ name: 'Autumn', startHour: 9, endHour: 24, sendDays: [1, 5, 7] });
    const { timeZone, marker, steps, accounts, ...settings } = plan;
    expect(seen({ ...instantlyBody(plan), status: 1 })).toEqual({
      state: 'active',
      accounts: accounts.map(({ email }) => email),
      settings,
    });
    expect([timeZone, marker, steps]).toHaveLength(3);
  });

  it('shows nothing where it has nothing', () => {
    expect(seen({ status: 2, email_list: 7, campaign_schedule: { schedules: [] } })).toEqual({
      state: 'paused',
      accounts: null,
      settings: { name: '' },
    });
  });
});
