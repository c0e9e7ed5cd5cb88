import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DomainProfile } from './domain-profile.js';
import { spfFinding } from './spf-finding.js';
import { parseSpf } from './spf-record.js';
import { walkSpf, type SpfLookups } from './spf-walk.js';

const DOMAIN = 'sender.net';
const SMTP: DomainProfile = { provider: 'smtp', dkim_selectors: [], smtp_host: 'smtp.relay.net' };
const GMAIL: DomainProfile = { ...SMTP, provider: 'gmail' };

/** Texts by name; `silent` is a name server that does not answer. Every name below relay.net has two addresses. */
class Zone implements SpfLookups {
  asked = 0;

  constructor(private readonly texts_: Readonly<Record<string, readonly string[] | 'silent'>>) {}

  texts(name: string) {
    this.asked += 1;
    const found = Object.hasOwn(this.texts_, name) ? this.texts_[name] : [];
    return Promise.resolve(found === 'silent' ? undefined : found);
  }

  count(_: 'a' | 'mx', name: string) {
    this.asked += 1;
    return Promise.resolve(name.endsWith('relay.net') ? 2 : 0);
  }
}

const judge = async (zone: Readonly<Record<string, readonly string[] | 'silent'>>, profile = SMTP) => {
  const facts = await walkSpf(DOMAIN, new Zone(zone));
  return facts && spfFinding(DOMAIN, facts, profile);
};
const judgeRecord = (record: string, others = {}, profile = SMTP) =>
  judge({ [DOMAIN]: ['site-verification=x', record], ...others }, profile);

/** A record with `count` includes, each of a record without lookups. */
const including = (count: number) => ({
  [DOMAIN]: [`v=spf1 ${Array.from({ length: count }, (_, n) => `include:i${n}.net`).join(' ')} -all`],
  ...Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`i${n}.net`, ['v=spf1 ip4:192.0.2.1 -all']]),
  ),
});

describe('the SPF record of a domain', () => {
  it('is judged for accounts of outside platforms too, whose servers nobody knows', async () => {
    const there: DomainProfile = { ...SMTP, smtp_host: null };
    expect(await judgeRecord('v=spf1 ip4:192.0.2.1 -all', {}, there)).toMatchObject({ result: 'pass' });
    expect(await judge({}, there)).toMatchObject({ result: 'fail', publish: null });
    const open = await judgeRecord('v=spf1 ip4:192.0.2.1 +all', {}, there);
    expect(open).toMatchObject({ result: 'fail', publish: { value: 'v=spf1 ip4:192.0.2.1 ~all' } });
  });

  it.each([
    ['v=spf1 -all'],
    ['V=SPF1   IP4:192.0.2.0/24  ip6:2001:db8::/32   MX:relay.net ~ALL '],
    ['v=spf1 a mx a:relay.net/24//64 exists:%{i}.spf.net include:%{d}.hosted.net -all'],
    ['v=spf1 redirect=_spf.other.net'],
    ['v=spf1 unknown-modifier=anything ptr -all'],
  ])('passes: %s', async (record) => {
    const found = await judgeRecord(record, {
      '_spf.other.net': ['v=spf1 ip4:192.0.2.1 -all'],
      'sender.net.hosted.net': ['v=spf1 -all'],
    });
    expect(found).toMatchObject({ result: 'pass', problem: null, warning: null, publish: null });
  });

  it.each([
    ['+all', 'lets every server send'],
    ['all', 'lets every server send'],
    ['ip4:0.0.0.0/0 -all', 'lets every server send'],
    ['ip6:::/0 -all', 'lets every server send'],
    ['include:open.net -all', 'lets every server send'],
    ['redirect=open.net', 'lets every server send'],
    ['include:none.net -all', 'none.net has no SPF record'],
    ['redirect=none.net', 'none.net has no SPF record'],
    ['include:twice.net -all', 'twice.net has 2 SPF records'],
    ['include:loop.net -all', 'leads back to loop.net'],
    ['include:sender.net -all', 'leads back to sender.net'],
    ['a:x.gone.net a:y.gone.net mx:z.gone.net -all', 'more than 2 names'],
    ['ip4:192.0.2.300 -all', '"ip4:192.0.2.300" is wrong'],
    ['ip4:192.0.2.1/33 -all', 'is wrong'],
    ['ip6:nonsense -all', 'is wrong'],
    ['a:-x..net -all', 'is wrong'],
    ['include -all', 'is wrong'],
    ['all:x.net', 'is wrong'],
    ['ipv4:192.0.2.1 -all', 'is wrong'],
    ['-all\t', 'is wrong'],
    ['exists:%{q}.net -all', 'is wrong'],
    ['redirect=a.relay.net redirect=b.relay.net', 'has redirect= twice'],
  ])('fails: v=spf1 %s', async (terms, problem) => {
    const found = await judgeRecord(`v=spf1 ${terms}`, {
      'open.net': ['v=spf1 +all'],
      'none.net': ['no record of SPF', 'v=spf10 -all'],
      'twice.net': ['v=spf1 -all', 'v=spf1 -all'],
      'loop.net': ['v=spf1 include:loop.net -all'],
    });
    expect(found).toMatchObject({ result: 'fail', problem: expect.stringContaining(problem) });
  });

  it('fails where it is longer than any receiver reads', async () => {
    expect(await judgeRecord(`v=spf1 ${'ip4:192.0.2.1 '.repeat(400)}-all`)).toMatchObject({
      result: 'fail',
      problem: expect.stringContaining('longer than 4000'),
    });
  });

  it('fails where there is none, and where there are two', async () => {
    expect(await judge({})).toMatchObject({
      result: 'fail',
      problem: 'sender.net has no SPF record',
      publish: { name: DOMAIN, value: 'v=spf1 a:smtp.relay.net ~all' },
    });
    expect(await judge({ [DOMAIN]: ['v=spf1 mx -all', 'v=spf1 ip4:192.0.2.1 mx ~all'] })).toMatchObject({
      result: 'fail',
      problem: 'sender.net has 2 SPF records: there must be exactly one',
      publish: { name: DOMAIN, value: 'v=spf1 mx ip4:192.0.2.1 ~all' },
    });
  });

  it('passes with ten lookups and fails with eleven, also where they are in included records', async () => {
    expect(await judge(including(10))).toMatchObject({ result: 'pass' });
    expect(await judge(including(11))).toMatchObject({ result: 'fail', publish: null });
    const nested = (terms: string) => ({
      [DOMAIN]: ['v=spf1 include:i.net -all'],
      'i.net': [`v=spf1 ${terms} -all`],
    });
    expect(await judge(nested('a:relay.net '.repeat(9)))).toMatchObject({ result: 'pass' });
    expect(await judge(nested('mx:relay.net '.repeat(10)))).toMatchObject({
      result: 'fail',
      problem: expect.stringContaining('more than 10 DNS lookups'),
    });
  });

  it('is not judged by what stands behind all', async () => {
    expect(await judgeRecord(`v=spf1 -all ${'include:gone.net '.repeat(20)}redirect=gone.net`)).toMatchObject(
      {
        result: 'pass',
      },
    );
  });

  it.each(['?all', 'mx:relay.net'])(
    'passes with a warning where v=spf1 %s leaves others open',
    async (terms) => {
      expect(await judgeRecord(`v=spf1 ${terms}`)).toMatchObject({
        result: 'pass',
        warning: expect.stringContaining('~all or -all'),
      });
    },
  );

  it('has to include the servers of the provider of an account, wherever they are included', async () => {
    const google = { '_spf.google.com': ['v=spf1 ip4:192.0.2.0/24 ~all'] };
    expect(await judgeRecord('v=spf1 mx:relay.net -all', google, GMAIL)).toMatchObject({
      result: 'fail',
      problem: expect.stringContaining('include:_spf.google.com is missing'),
      publish: { value: 'v=spf1 include:_spf.google.com mx:relay.net ~all' },
    });
    expect(await judgeRecord('v=spf1 include:_SPF.Google.com -all', google, GMAIL)).toMatchObject({
      result: 'pass',
    });
    const nested = { ...google, 'all.net': ['v=spf1 include:_spf.google.com -all'] };
    expect(await judgeRecord('v=spf1 include:all.net -all', nested, GMAIL)).toMatchObject({ result: 'pass' });
    expect(await judgeRecord('v=spf1 exists:%{i}.flat.net -all', google, GMAIL)).toMatchObject({
      result: 'unknown',
    });
  });

  it('is not judged while a server that it needs does not answer', async () => {
    expect(await judge({ [DOMAIN]: 'silent' })).toBeUndefined();
    expect(await judgeRecord('v=spf1 include:mute.net -all', { 'mute.net': 'silent' })).toBeUndefined();
  });

  it('never makes anybody look up a name of a private network', async () => {
    const zone = new Zone({ [DOMAIN]: ['v=spf1 a:db.internal include:ldap.corp.local -all'] });
    expect(await walkSpf(DOMAIN, zone)).toMatchObject({
      problem: expect.stringContaining('has no SPF record'),
    });
    expect(zone.asked).toBe(1);
  });

  const word = fc.oneof(
    fc.constantFrom(
      'all',
      '+all',
      'include:a.net',
      'include:b.net',
      'a',
      'mx:relay.net',
      'exists:%{i}.x.net',
      'ptr',
    ),
    fc.constantFrom(
      'redirect=a.net',
      'redirect=b.net',
      'exp=x',
      'ip4:192.0.2.1/0',
      'ip6:::1',
      'a//0',
      '%',
      ':',
      '=',
    ),
    fc.string({ maxLength: 20 }),
  );
  const record = fc.array(word, { maxLength: 14 }).map((words) => `v=spf1 ${words.join(' ')}`);

  it('is judged whatever it says, with a bounded number of lookups', async () => {
    await fc.assert(
      fc.asyncProperty(record, record, record, async (own, a, b) => {
        const zone = new Zone({ [DOMAIN]: [own], 'a.net': [a], 'b.net': [b] });
        const facts = await walkSpf(DOMAIN, zone);
        expect(zone.asked).toBeLessThanOrEqual(11);
        expect(facts).toBeDefined();
        if (facts) expect(['pass', 'fail', 'unknown']).toContain(spfFinding(DOMAIN, facts, GMAIL).result);
      }),
    );
  });

  it('can always be parsed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000, unit: 'binary' }), (text) => {
        parseSpf(`v=spf1 ${text}`);
      }),
    );
  });
});
