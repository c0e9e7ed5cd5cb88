import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CheckSendingDomain } from '#contracts';
import { useServers } from '#testing';
import { useDomains } from './use-domains.js';

const HOUR_MS = 3_600_000;

const servers = useServers();
const { account, check, clock, get, goodZone, resultsOf, current } = useDomains(servers);
type Current = ReturnType<typeof current>;
let dns: Current['dns'];
let deliverability: Current['deliverability'];
let workspace: Current['workspace'];
let domain: Current['domain'];
beforeEach(() => {
  ({ dns, deliverability, workspace, domain } = current());
});

describe('a check of a domain', () => {
  it('says what is wrong, and which record is right', async () => {
    dns
      .texts(domain, 'v=spf1 -all', 'v=spf1 mx -all')
      .texts(`s1._domainkey.${domain}`, 'v=DKIM1; p=')
      .texts(`_dmarc.${domain}`, 'v=DMARC1; p=none', 'v=DMARC1; p=reject');
    const one = await account({ dkim_selectors: ['s1'] });

    expect(await check()).toMatchObject({
      spf: { result: 'fail', problem: expect.stringContaining('2 SPF records'), records: [{}, {}] },
      dkim: { result: 'fail', problem: expect.stringContaining('revoked') },
      dmarc: { result: 'fail', problem: expect.stringContaining('2 DMARC records'), policy: null },
    });
    expect(await resultsOf(one)).toEqual({ spf: 'fail', dkim: 'fail', dmarc: 'fail' });
  });

  it.each(['silent', 'servfail'] as const)(
    'keeps its last results while name servers are %s',
    async (failure) => {
      goodZone();
      const one = await account({ dkim_selectors: ['s1'] });
      await check();
      for (const name of [domain, `s1._domainkey.${domain}`, `_dmarc.${domain}`]) dns.zone.set(name, failure);

      expect(await check()).toMatchObject({ spf: { result: 'pass' } });
      expect(await resultsOf(one)).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass' });
      clock.advance(72 * HOUR_MS);
      expect(await check()).toMatchObject({ spf: { result: 'unknown', problem: 'no name server answered' } });
      expect(await resultsOf(one)).toEqual({ spf: 'unknown', dkim: 'unknown', dmarc: 'unknown' });
    },
  );

  it('is read from answers that are too long for UDP', async () => {
    const filler = Array.from({ length: 40 }, (_, n) => `site-verification-${n}=${'x'.repeat(80)}`);
    dns.texts(domain, ...filler, 'v=spf1 ip4:192.0.2.1 -all', `v=other ${'x'.repeat(20_000)}\u0000`);
    await account();

    expect(await check()).toMatchObject({ spf: { result: 'pass', records: [{ name: domain }] } });
  });

  it('shows text of a foreign zone without control characters', async () => {
    dns.texts(domain, 'v=spf1 \u0000\u001b[31m -all');
    await account();

    const { spf } = await check();
    expect(spf).toMatchObject({ result: 'fail', records: [{ value: 'v=spf1 \uFFFD\uFFFD[31m -all' }] });
  });

  it('is found by its name in other letters', async () => {
    const unicode = `münchen-${randomUUID()}.net`;
    const one = await account({ email: `ada@${unicode}` });
    const ascii = one.email.slice(4);
    expect(ascii).toMatch(/^xn--/);
    goodZone(ascii);

    await check(ascii);
    expect(await get(unicode)).toMatchObject({ domain: ascii, spf: { result: 'pass' } });
  });

  it('may ask for ten lookups and no more', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `i${n}.${domain}`);
    for (const name of names) dns.texts(name, `v=spf1 include:leaf.${domain} -all`);
    dns.texts(`leaf.${domain}`, 'v=spf1 -all');
    dns.texts(domain, `v=spf1 ${names.map((name) => `include:${name}`).join(' ')} -all`);
    await account();
    await check();

    expect(await get()).toMatchObject({ spf: { result: 'fail', publish: null } });
    const asked = dns.questions.filter(
      (question) => question.includes(`.${domain}`) && question.startsWith('TXT i'),
    );
    expect(new Set(asked).size).toBeLessThanOrEqual(10);
  });

  it.each(['sender.example', 'sender.test', 'sender.invalid', 'sender.localhost'])(
    '%s is never looked up and blocks nothing',
    async (reserved) => {
      const email = `${randomUUID()}@${reserved}`;
      const one = await account({ email, authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' } });
      expect(await check(reserved)).toMatchObject({
        spf: { result: 'unknown' },
        dmarc: { result: 'unknown' },
      });
      expect(await resultsOf(one)).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass' });
      expect(dns.questions.filter((question) => question.endsWith(reserved))).toEqual([]);
    },
  );

  it('is answered from the check before within ten seconds', async () => {
    goodZone();
    await account();
    const first = await check();
    const asked = dns.questions.length;

    const again = { workspace_id: workspace, domain };
    expect(await deliverability.rpc.request(CheckSendingDomain, again)).toEqual(first);
    expect(dns.questions.filter((question) => question.endsWith(domain)).length).toBeLessThanOrEqual(asked);
  });
});
