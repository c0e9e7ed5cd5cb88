import { describe, expect, it } from '@jest/globals';
import type { PlatformAccount } from '../../src/clients/domain/campaign-plan.js';
import { ACCOUNT, FAST, type ContractBench } from './contract-bench.js';

export function refusesWrongKeys({ client, server, callTo, bench }: ContractBench): void {
  describe('a key', () => {
    it('that works is accepted', async () => {
      expect(await client.check(bench.call)).toBeUndefined();
    });

    it('that does not is refused, without a word of it', async () => {
      const other = await callTo(client, server, { key: 'very-secret-key', rate: FAST });
      const failure = await client.check(other).catch((error: unknown) => error);
      expect(failure).toMatchObject({ kind: 'credentials_refused', doubtful: false });
      expect(JSON.stringify([failure, String(failure)])).not.toMatch(/very-secret/);
    });
  });
}

export function listsAccounts({ client, server, bench, manyAccounts, differs }: ContractBench): void {
  describe('accounts', () => {
    it('are all listed, with their limits, warmup and trouble', async () => {
      const others = Array.from({ length: manyAccounts }, (_, n) => `Account${n}@ours.example`);
      for (const email of others) server.addAccount(email, { connected: email !== 'Account7@ours.example' });
      const listed: PlatformAccount[] = [];
      for await (const each of client.listAccounts(bench.call)) listed.push(each);
      server.accounts.splice(1);

      expect(new Set(listed.map(({ email }) => email)).size).toBe(manyAccounts + 1);
      expect(listed.find(({ email }) => email === 'account7@ours.example')).toMatchObject({
        active: false,
        statusReason: expect.stringMatching(/.{10}/),
      });
      expect(listed[0]).toMatchObject({
        email: ACCOUNT,
        active: true,
        statusReason: null,
        dailyLimit: 50,
        warmup: {
          enabled: true,
          startedAt: differs.tellsNoStart === true ? null : new Date('2026-01-05T00:00:00Z'),
          cumulativeSends: 900,
          reputation: 98,
        },
      });
      expect(JSON.stringify(listed)).not.toMatch(/password/i);
    });
  });
}
