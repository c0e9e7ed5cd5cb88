import { describe, expect, it } from '@jest/globals';
import { planOf } from './plan.js';

const CAMPAIGN = {
  id: 'camp_01h455vb4pex5vsknk084sn02q',
  name: 'Spring',
  time_zone: 'Europe/Berlin',
  send_window_start: 9,
  send_window_end: 17,
  send_days: [1, 2, 3],
  daily_send_limit: 500,
  max_new_leads_per_day: 50,
  smart_time_gaps: true,
  stop_on_reply: true,
  stop_on_domain_reply: false,
  open_tracking_enabled: true,
  link_tracking_enabled: false,
};
const STEPS = [
  { step_number: 1, delay_ms: 3_600_000, same_thread: true },
  { step_number: 2, delay_ms: 86_400_000, same_thread: true },
  { step_number: 3, delay_ms: 172_800_000 },
];
const accounts = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ email: `${9 - at}@sender.example`, externalId: String(at) }));

describe('the plan of a campaign', () => {
  it('begins without a delay and without a thread: we hand the first message over when it is due', () => {
    expect(planOf(CAMPAIGN, STEPS, accounts(1)).steps).toEqual([
      { stepNumber: 1, delayMs: 0, sameThread: false },
      { stepNumber: 2, delayMs: 86_400_000, sameThread: true },
      { stepNumber: 3, delayMs: 172_800_000, sameThread: false },
    ]);
  });

  it('is the same whatever the order of the accounts', () => {
    const [one, other] = [accounts(3), accounts(3).toReversed()];

    expect(planOf(CAMPAIGN, STEPS, one)).toEqual(planOf(CAMPAIGN, STEPS, other));
  });

  it.each([
    ['spreads the messages of each account over the window', {}, 3, 2],
    ['never lets the gaps cost messages of the daily limit', { daily_send_limit: 100_000 }, 1, 1],
    ['has no gap longer than an hour', { daily_send_limit: 1 }, 1, 60],
    ['has gaps of a minute without smart time gaps', { smart_time_gaps: false, daily_send_limit: 1 }, 1, 1],
  ])('%s', (_, changes, count, minutes) => {
    expect(planOf({ ...CAMPAIGN, ...changes }, STEPS, accounts(count)).minMinutesBetween).toBe(minutes);
  });
});
