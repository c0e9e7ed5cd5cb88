import { describe, expect, it } from '@jest/globals';
import { atOnce } from './concurrency.js';

describe('the requests to a webhook at once', () => {
  it('are ten, one for Slack, and one after ten timeouts in a row', () => {
    expect([0, 9, 10, 500].map((timeouts) => atOnce('json', timeouts))).toEqual([10, 10, 1, 1]);
    expect([0, 9, 10].map((timeouts) => atOnce('slack', timeouts))).toEqual([1, 1, 1]);
  });
});
