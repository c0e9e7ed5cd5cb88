import { describe, expect, it } from '@jest/globals';
import { metricsOf, NO_COUNTS } from './metrics.js';

describe('the metrics of a campaign', () => {
  it('are zeros without any message', () => {
    expect(metricsOf(NO_COUNTS)).toEqual({
      ...NO_COUNTS,
      delivered: 0,
      open_rate: 0,
      reply_rate: 0,
      bounce_rate: 0,
    });
  });

  it('take opens and replies over what was delivered, and bounces over what was sent', () => {
    const metrics = metricsOf({ ...NO_COUNTS, total_sent: 100, bounced: 20, opened: 40, replied: 8 });

    expect(metrics).toMatchObject({ delivered: 80, open_rate: 0.5, reply_rate: 0.1, bounce_rate: 0.2 });
  });

  it('round rates to three decimals', () => {
    expect(metricsOf({ ...NO_COUNTS, total_sent: 3, opened: 1, replied: 2 })).toMatchObject({
      open_rate: 0.333,
      reply_rate: 0.667,
    });
  });

  it('keep a rate within 1 when opens run ahead of the sends they belong to', () => {
    expect(metricsOf({ ...NO_COUNTS, total_sent: 2, opened: 3 }).open_rate).toBe(1);
    expect(metricsOf({ ...NO_COUNTS, total_sent: 1, bounced: 1, opened: 1 }).open_rate).toBe(0);
  });
});
