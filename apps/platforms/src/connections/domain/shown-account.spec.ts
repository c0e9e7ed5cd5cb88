import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SyncedAccount } from '#contracts';
import type { PlatformAccount } from '../../clients/domain/campaign-plan.js';
import { shownAccount } from './shown-account.js';

const now = new Date('2026-05-04T09:00:00Z');
const account: PlatformAccount = {
  externalId: '7',
  email: 'Ada@sender.example',
  displayName: 'Ada',
  active: true,
  statusReason: null,
  dailyLimit: 40,
  sentToday: 3,
  warmup: {
    enabled: true,
    startedAt: new Date('2026-04-01T00:00:00Z'),
    cumulativeSends: 900,
    reputation: 97,
  },
};

describe('an account that a platform shows', () => {
  it('comes as it is, by its address in lower case', () => {
    expect(shownAccount(account, now)).toEqual({
      email: 'ada@sender.example',
      display_name: 'Ada',
      active: true,
      status_reason: null,
      daily_send_limit: 40,
      reputation: 97,
      warmup: { enabled: true, started_at: '2026-04-01T00:00:00.000Z', cumulative_sends: 900 },
    });
  });

  it('always says why it is not active', () => {
    for (const statusReason of [null, '', '\0']) {
      const { status_reason } = shownAccount({ ...account, active: false, statusReason }, now);
      expect(status_reason).toBe('not active there');
    }
  });

  it('did not begin to warm up in the future', () => {
    const warmup = { ...account.warmup, startedAt: new Date('2031-01-01T00:00:00Z') };
    expect(shownAccount({ ...account, warmup }, now).warmup.started_at).toBe(now.toISOString());
  });

  it('is one that can be stored, whatever the platform says', () => {
    const figure = fc.option(fc.oneof(fc.double(), fc.integer()));
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 1_500 }));
    const any = fc.record({
      displayName: text,
      statusReason: text,
      active: fc.boolean(),
      dailyLimit: figure,
      warmup: fc.record({
        enabled: fc.boolean(),
        startedAt: fc.option(fc.date({ noInvalidDate: false })),
        cumulativeSends: figure,
        reputation: figure,
      }),
    });
    fc.assert(
      fc.property(any, (shown) => {
        const stored = shownAccount({ ...account, ...shown }, now);
        expect(SyncedAccount.safeParse(stored).error).toBeUndefined();
        expect(stored.display_name).not.toMatch(/\0|\n/);
        expect(stored.display_name.length).toBeLessThanOrEqual(400);
      }),
    );
  });
});
