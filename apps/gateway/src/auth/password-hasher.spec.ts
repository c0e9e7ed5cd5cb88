import { describe, expect, it } from '@jest/globals';
import { PasswordHasher } from './password-hasher.js';

const passwords = new PasswordHasher();

describe('a password', () => {
  it('is told from others by its hash, however its characters are composed', async () => {
    const stored = await passwords.hash('caf\u00e9 au lait');
    expect(await passwords.verify('cafe\u0301 au lait', stored)).toBe(true);
    expect(await passwords.verify('cafe au lait', stored)).toBe(false);
  });

  it('is hashed at the cost that OWASP recommends, unless the code says otherwise', async () => {
    expect(await passwords.hash('a')).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await new PasswordHasher({ N: 16, r: 8, p: 1 }).hash('a')).toMatch(/^scrypt\$16\$8\$1\$/);
  });

  it('is known by its own cost after the cost was raised', async () => {
    const stored = await new PasswordHasher({ N: 16, r: 8, p: 1 }).hash('correct horse battery');
    expect(await passwords.verify('correct horse battery', stored)).toBe(true);
    expect(await passwords.verify('wrong', stored)).toBe(false);
  });

  it('takes its time also where nobody has one, so that nobody learns which addresses exist', async () => {
    const stored = await passwords.hash('correct horse battery');
    const known = await cpuTimeOf(() => passwords.verify('wrong', stored));
    const unknown = await cpuTimeOf(() => passwords.verify('wrong', undefined));
    expect(unknown).toBeGreaterThan(known / 2);
    expect(await passwords.verify('', undefined)).toBe(false);
  });
});

/** CPU time of this process: on a busy machine, wall-clock time means nothing. */
async function cpuTimeOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return process.cpuUsage(before).user;
}
