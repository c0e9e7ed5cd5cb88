import { describe, expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './password-hash.js';

describe('a password', () => {
  it('is told from others by its hash, however its characters are composed', async () => {
    const stored = await hashPassword('caf\u00e9 au lait');
    expect(await verifyPassword('cafe\u0301 au lait', stored)).toBe(true);
    expect(await verifyPassword('cafe au lait', stored)).toBe(false);
  });

  it('takes its time also where nobody has one, so that nobody learns which addresses exist', async () => {
    const stored = await hashPassword('correct horse battery');
    const known = await cpuTimeOf(() => verifyPassword('wrong', stored));
    const unknown = await cpuTimeOf(() => verifyPassword('wrong', undefined));
    expect(unknown).toBeGreaterThan(known / 2);
    expect(await verifyPassword('', undefined)).toBe(false);
  });
});

/** CPU time of this process: on a busy machine, wall-clock time means nothing. */
async function cpuTimeOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return process.cpuUsage(before).user;
}
