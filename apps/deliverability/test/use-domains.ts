import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { CheckSendingDomain, GetSendingDomain, type SendingAccountView } from '#contracts';
import { MovableClock, newId, type Id } from '#kernel';
import { DnsServer, eventually, type SuiteServers } from '#testing';
import { DomainChecksSchedule } from '../src/domains/transport/domain-checks.schedule.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const KEY = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  .publicKey.export({ format: 'der', type: 'spki' })
  .toString('base64');

/** Longer than a check is answered again. */
const NEXT_CHECK_MS = 11_000;

/** The service with a name server of the test; each test has a workspace and a domain of its own. */
export function useDomains(servers: SuiteServers) {
  const clock = new MovableClock();
  let dns: DnsServer;
  let deliverability: DeliverabilityHarness;
  let workspace: Id<'ws'>;
  let domain: string;
  beforeAll(async () => {
    dns = await DnsServer.start();
    const keys = { SECRETS_KEY: Buffer.alloc(32).toString('base64'), DNS_SERVERS: dns.address };
    deliverability = await DeliverabilityHarness.start(servers, keys, clock);
  });
  beforeEach(() => {
    workspace = newId('ws');
    domain = `${randomUUID()}.net`;
  });
  afterAll(async () => {
    await deliverability.stop();
    dns.stop();
  });

  return {
    clock,
    get: (name = domain, workspace_id = workspace) =>
      deliverability.rpc.request(GetSendingDomain, { workspace_id, domain: name }),
    /** The part of the suite in hand, for a test to take in a `beforeEach` of its own. */
    current: () => ({ dns, deliverability, workspace, domain }),
    /** A zone in which all passes with the selector s1. */
    goodZone: (name = domain) =>
      dns
        .texts(name, 'site-verification=x', 'v=spf1 ip4:192.0.2.1 -all')
        .texts(`s1._domainkey.${name}`, `v=DKIM1; k=rsa; p=${KEY}`)
        .texts(`_dmarc.${name}`, 'v=DMARC1; p=none'),
    account: (changes: Parameters<DeliverabilityHarness['account']>[1] = {}) =>
      deliverability.account(workspace, { email: `${randomUUID()}@${domain}`, ...changes }),
    /** A check on demand, later than the one before. */
    check: (name = domain) => {
      clock.advance(NEXT_CHECK_MS);
      return deliverability.rpc.request(CheckSendingDomain, { workspace_id: workspace, domain: name });
    },
    resultsOf: async (account: SendingAccountView) => (await deliverability.get(account)).authentication,
    /** Looks again and again, while the schedule works without its rests. */
    eventuallyChecked: (assertion: () => Promise<void>) =>
      eventually(async () => {
        deliverability.service.app.get(DomainChecksSchedule).wake();
        await assertion();
      }),
  };
}
