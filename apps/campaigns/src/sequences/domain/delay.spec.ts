import { describe, expect, it } from '@jest/globals';
import { delayMs } from './delay.js';

describe('the delay of a step', () => {
  it.each([
    [{ delay_value: 0, delay_unit: 'days' }, 0],
    [{ delay_value: 90, delay_unit: 'minutes' }, 5_400_000],
    [{ delay_value: 2, delay_unit: 'hours' }, 7_200_000],
    [{ delay_value: 1.5, delay_unit: 'days' }, 129_600_000],
    [{ delay_value: 0.1, delay_unit: 'minutes' }, 6_000],
  ] as const)('%j is %i ms', (delay, ms) => {
    expect(delayMs(delay)).toBe(ms);
  });
});
