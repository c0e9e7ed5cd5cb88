import { describe, expect, it } from '@jest/globals';
import { editsOf } from './edits.js';

const before = { accounts: ['a@x.example', 'b@x.example'], settings: { dailyLimit: 50, sendDays: [1, 2] } };

describe('edits at the platform', () => {
  it('are the settings and accounts that differ from those that it showed before', () => {
    const now = {
      accounts: ['a@x.example'],
      settings: { dailyLimit: 60, sendDays: [1, 2], name: 'New here' },
    };

    expect(editsOf(before, now)).toEqual(['dailyLimit', 'accounts']);
  });

  it('are none in another order of accounts, or in what the platform shows no more', () => {
    expect(editsOf(before, { accounts: before.accounts.toReversed(), settings: { dailyLimit: 50 } })).toEqual(
      [],
    );
    expect(editsOf(before, { accounts: null })).toEqual([]);
  });
});
