import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CheckSendingDomain, ListSendingDomains, UpdateSendingAccount } from '#contracts';
import { newId } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import type { SendingDomain } from '../src/domains/domain/sending-domain.js';
import { SendingDomains } from '../src/domains/persistence/sending-domains.js';
import { DeliverabilityEvents } from '../src/watch/index.js';
import { useDomains } from './use-domains.js';

const HOUR_MS = 3_600_000;

const servers = useServers();
const { account, check, clock, eventuallyChecked, get, goodZone, resultsOf, current } = useDomains(servers);
type Current = ReturnType<typeof current>;
let dns: Current['dns'];
let deliverability: Current['deliverability'];
let workspace: Current['workspace'];
let domain: Current['domain'];
beforeEach(() => {
  ({ dns, deliverability, workspace, domain } = current());
});

const logged = async () => {
  const events = deliverability.service.app.get(DeliverabilityEvents);
  return (await events.page({ workspace_id: workspace, after: null, limit: 50 })).toReversed();
};

describe('a domain of sending accounts', () => {
  it('is looked up when its first account is added, and the results are those of all its accounts', async () => {
    goodZone();
    const one = await account({ dkim_selectors: ['S1'] });
    const other = await account({ dkim_selectors: ['s1'] });

    await check();
    expect(await resultsOf(one)).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass' });
    expect(await resultsOf(other)).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass' });
    expect(await get()).toMatchObject({
      domain,
      accounts: 2,
      spf: { result: 'pass', records: [{ name: domain, value: 'v=spf1 ip4:192.0.2.1 -all' }] },
      dkim: { result: 'pass', records: [{ name: `s1._domainkey.${domain}` }] },
      dmarc: { result: 'pass', policy: 'none', warning: expect.stringContaining('none') },
    });
  });

  it('is checked without anybody asking for it', async () => {
    goodZone();
    const one = await account({ dkim_selectors: ['s1'] });
    await eventuallyChecked(async () => expect((await resultsOf(one)).spf).toBe('pass'));
    const before = (await get()).checked_at;

    clock.advance(25 * HOUR_MS);
    dns.texts(domain, 'v=spf1 +all');
    await eventuallyChecked(async () => expect((await resultsOf(one)).spf).toBe('fail'));
    expect((await get()).checked_at).not.toBe(before);
  });

  it('publishes the change and scores the account again', async () => {
    goodZone();
    const one = await account({ dkim_selectors: ['s1'] });
    await check();
    dns.texts(domain);
    await check();

    const versions = (await deliverability.published(one)).map(({ version }) => version);
    expect(versions.length).toBeGreaterThanOrEqual(3);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    await eventually(async () => expect((await deliverability.get(one)).health.score).toBe(67));
  });

  it('judges each account by its own provider and selectors', async () => {
    goodZone();
    const own = await account({ dkim_selectors: ['s1'] });
    const gmail = await account({ provider: 'gmail', dkim_selectors: ['google'] });

    expect(await check()).toMatchObject({ accounts: 2, spf: { result: 'fail' }, dkim: { result: 'fail' } });
    expect(await resultsOf(own)).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass' });
    expect(await resultsOf(gmail)).toEqual({ spf: 'fail', dkim: 'fail', dmarc: 'pass' });
  });

  it('is checked again when an account names other selectors', async () => {
    goodZone();
    const one = await account({ dkim_selectors: ['s1'] });
    await check();
    const changes = { dkim_selectors: ['wrong'] };
    const ref = { workspace_id: workspace, sending_account_id: one.id };
    const changed = await deliverability.rpc.request(UpdateSendingAccount, { ...ref, changes });

    expect(changed.dkim_selectors).toEqual(['wrong']);
    await eventuallyChecked(async () => expect((await resultsOf(one)).dkim).toBe('fail'));
  });

  it('leaves a reported result until the DNS knows better', async () => {
    const authentication = { spf: 'pass', dkim: 'pass', dmarc: 'fail' } as const;
    dns.texts(domain).texts(`_dmarc.${domain}`, 'v=DMARC1; p=reject');
    const one = await account({ authentication });
    await check();

    expect(await resultsOf(one)).toEqual({ spf: 'fail', dkim: 'pass', dmarc: 'pass' });
  });

  it('is logged when it begins to fail, and when it fails no more', async () => {
    goodZone();
    await account({ dkim_selectors: ['s1'] });
    await check();
    expect(await logged()).toEqual([]);

    dns.texts(domain, 'v=spf1 +all');
    await check();
    await check();
    goodZone();
    await check();
    expect(await logged()).toMatchObject([
      { type: 'domain_failing', domain, message: expect.stringContaining('SPF'), data: { mechanism: 'spf' } },
      { type: 'domain_recovered', domain },
    ]);
  });

  it('belongs to one workspace: another one with the same domain has its own, and a third one sees nothing', async () => {
    goodZone();
    const one = await account({ dkim_selectors: ['s1'] });
    const other = newId('ws');
    await deliverability.account(other, { email: `${randomUUID()}@${domain}` });
    await check();

    expect((await get(domain, workspace)).accounts).toBe(1);
    expect((await get(domain, other)).accounts).toBe(1);
    expect((await resultsOf(one)).dkim).toBe('pass');
    const stranger = newId('ws');
    expect(await refusalOf(get(domain, stranger))).toMatchObject({ code: 'not_found' });
    const asked = { workspace_id: stranger, domain };
    expect(await refusalOf(deliverability.rpc.request(CheckSendingDomain, asked))).toMatchObject({
      code: 'not_found',
    });
    const page = await deliverability.rpc.request(ListSendingDomains, {
      workspace_id: stranger,
      page_size: 50,
    });
    expect(page.results).toEqual([]);
  });

  it('is known since its first account, also where this one was warmed elsewhere', async () => {
    const started_at = deliverability.daysAgo(40);
    await account({ warmup: { started_at, cumulative_sends: 10 } });
    await account();
    expect((await get()).first_seen_at).toBe(started_at);
  });
});

describe('replicas', () => {
  it('share the domains that are due: each is claimed once', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `${n}-${randomUUID()}.example`);
    for (const name of names) await deliverability.account(workspace, { email: `ada@${name}` });
    const domains = deliverability.service.app.get(SendingDomains);
    const due = new Date(clock.now().getTime() + 30 * 24 * HOUR_MS); // later than the schedule itself looks
    const claimed: SendingDomain[] = [];
    for (let rest = true; rest;) {
      const portions = await Promise.all([1, 2, 3].map(() => domains.claimDue(due)));
      claimed.push(...portions.flat());
      rest = portions.some(({ length }) => length > 0);
    }

    expect(
      claimed
        .map((each) => each.domain)
        .filter((name) => names.includes(name))
        .toSorted(),
    ).toEqual(names.toSorted());
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length);
  });
});
