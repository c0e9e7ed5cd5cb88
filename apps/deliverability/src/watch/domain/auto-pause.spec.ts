import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { brokenRatesOf, judgementOf, windowStart, type WatchedCampaign } from './auto-pause.js';

const POLICY = {
  auto_pause_min_sample: 50,
  auto_pause_max_bounce_rate: 0.05,
  auto_pause_max_complaint_rate: 0.003,
};

const codesOf = (sent: number, bounced: number, complained: number) =>
  brokenRatesOf({ sent, bounced, complained }, POLICY).map(({ code }) => code);

const BOUNCES = 'bounce_rate_high';
const COMPLAINTS = 'complaint_rate_high';

describe('the figures of a campaign', () => {
  it.each([
    [0, 0, 0, []],
    [49, 49, 49, []],
    [50, 2, 0, []],
    [50, 3, 0, [BOUNCES]],
    [60, 3, 0, []],
    [60, 4, 0, [BOUNCES]],
    [10_000, 500, 0, []],
    [10_000, 501, 0, [BOUNCES]],
    [1_000, 0, 3, []],
    [1_000, 0, 4, [COMPLAINTS]],
    [50, 0, 1, [COMPLAINTS]],
    [333, 0, 1, [COMPLAINTS]],
    [334, 0, 1, []],
    [50, 3, 1, [BOUNCES, COMPLAINTS]],
  ])('of %d sent, %d bounced and %d complained break %j', (sent, bounced, complained, broken) => {
    expect(codesOf(sent, bounced, complained)).toEqual(broken);
  });

  it('are told with the rate, the sample and the limit', () => {
    expect(brokenRatesOf({ sent: 113, bounced: 7, complained: 1 }, POLICY)).toEqual([
      {
        code: BOUNCES,
        message: 'campaign bounced 6.19 % of 113 messages in 24 hours; at most 5 % allowed',
        actual: 0.0619,
        required: 0.05,
      },
      {
        code: COMPLAINTS,
        message: 'campaign drew complaints on 0.88 % of 113 messages in 24 hours; at most 0.3 % allowed',
        actual: 0.0088,
        required: 0.003,
      },
    ]);
  });

  it('are judged by the policy of the workspace', () => {
    const policy = { ...POLICY, auto_pause_min_sample: 10, auto_pause_max_bounce_rate: 0.5 };

    expect(brokenRatesOf({ sent: 10, bounced: 5, complained: 0 }, policy)).toEqual([]);
    expect(brokenRatesOf({ sent: 10, bounced: 6, complained: 0 }, policy)).toHaveLength(1);
    expect(brokenRatesOf({ sent: 9, bounced: 9, complained: 0 }, policy)).toEqual([]);
  });
});

describe('the window', () => {
  it('is the present hour and the 23 before it', () => {
    const start = new Date('2026-05-03T11:00:00.000Z');

    expect(windowStart(new Date('2026-05-04T10:00:00.000Z'))).toEqual(start);
    expect(windowStart(new Date('2026-05-04T10:59:59.999Z'))).toEqual(start);
  });
});

describe('the judgement about a campaign', () => {
  const at = new Date('2026-05-04T10:00:00.000Z');
  const bad: WatchedCampaign = {
    id: newId('camp'),
    workspace_id: newId('ws'),
    since: new Date('2026-05-01T09:00:00.000Z'),
    mode: 'automated',
    sent: 50,
    bounced: 3,
    complained: 1,
    ...POLICY,
  };

  it('is nothing while the figures are sound', () => {
    expect(judgementOf({ ...bad, bounced: 2, complained: 0 }, at)).toEqual([]);
  });

  it('is one pause with every reason, of one occasion between two resumes', () => {
    const [pause, ...others] = judgementOf(bad, at);
    const [later] = judgementOf({ ...bad, sent: 60, bounced: 9 }, at);
    const [resumed] = judgementOf({ ...bad, since: at }, at);

    expect(others).toEqual([]);
    expect(pause).toMatchObject({
      type: 'campaign_auto_paused',
      reasons: [{ code: BOUNCES }, { code: COMPLAINTS }],
      data: { since: '2026-05-01T09:00:00.000Z', sent: 50, bounced: 3, complained: 1 },
    });
    expect(later?.occasion).toBe(pause?.occasion);
    expect(resumed?.occasion).not.toBe(pause?.occasion);
  });

  it('is an alert for each rule, and no pause, where people supervise', () => {
    const alerts = judgementOf({ ...bad, mode: 'supervised' }, at);

    expect(alerts.map(({ type, reasons }) => [type, reasons?.map(({ code }) => code)])).toEqual([
      ['campaign_alert', [BOUNCES]],
      ['campaign_alert', [COMPLAINTS]],
    ]);
    expect(new Set(alerts.map(({ occasion }) => occasion)).size).toBe(2);
  });
});
