import { beforeEach, describe, expect, it } from '@jest/globals';
import { Alarm, newId } from '#kernel';
import { CampaignShares } from './campaign-shares.js';

const [slow, other] = [newId('camp'), newId('camp')];
let now: number;
let shares: CampaignShares;
beforeEach(() => {
  now = Date.parse('2026-05-04T12:00:00Z');
  shares = new CampaignShares({ now: () => new Date(now) }, new Alarm());
});

describe('a campaign', () => {
  it('gets no third claim while two are in preparation, and others do', async () => {
    const ends: (() => void)[] = [];
    const unfinished = () => new Promise<void>((resolve) => ends.push(resolve));
    const preparations = [slow, other, slow].map((id) => shares.prepare(id, unfinished));
    expect(shares.usedUp()).toEqual([slow]);

    for (const end of ends) end();
    await Promise.all(preparations);
    expect(shares.usedUp()).toEqual([]);
  });

  it('gets further claims after preparations that failed', async () => {
    const away = () => Promise.reject(new Error('away'));
    const preparations = [1, 2].map(() => shares.prepare(slow, away));
    expect(shares.usedUp()).toEqual([slow]);

    await Promise.all(preparations.map((each) => expect(each).rejects.toThrow('away')));
    expect(shares.usedUp()).toEqual([]);
  });

  it('whose texts are refused gets no claim for a minute', () => {
    shares.rest(slow);
    now += 59_999;
    expect(shares.usedUp()).toEqual([slow]);
    now += 1;
    expect(shares.usedUp()).toEqual([]);
  });
});
