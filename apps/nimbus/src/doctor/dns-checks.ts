import { Resolver } from 'node:dns/promises';
import { DnsRecords } from '../../../gateway/src/workspaces/dns-records.js';
import { judgeDomain } from '../../../gateway/src/workspaces/domain-check.js';
import { attempt, fail, ok, warn, type Check } from './check.js';

export interface DnsQuestions {
  /** The host of PUBLIC_URL. */
  readonly publicHost: string | undefined;
  readonly inboundDomain: string | undefined;
  readonly trackingDomain: string | undefined;
  /** Name servers to ask; those of the system by default. */
  readonly servers: readonly string[] | undefined;
}

/** The names that customers and their recipients need. A name that is not configured is not looked up. */
export async function dnsChecks({
  publicHost,
  inboundDomain,
  trackingDomain,
  servers,
}: DnsQuestions): Promise<Check[]> {
  const records = new DnsRecords(servers);
  const checks = await Promise.all([
    publicHost === undefined ? [] : publicHostCheck(records, publicHost),
    inboundDomain === undefined
      ? []
      : attempt(`MX of ${inboundDomain}`, () => mxCheck(inboundDomain, servers)),
    trackingDomain === undefined ? [] : trackingCheck(records, trackingDomain, publicHost),
  ]);
  return checks.flat();
}

async function publicHostCheck(records: DnsRecords, host: string): Promise<Check[]> {
  const name = `PUBLIC_URL ${host}`;
  const addresses = await records.addresses(host);
  if (addresses === undefined) return [warn(name, 'no name server answered')];
  if (addresses.length === 0) return [fail(name, 'the name has no address')];
  return [ok(name, addresses.join(', '))];
}

async function mxCheck(domain: string, servers: readonly string[] | undefined): Promise<Check[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers !== undefined) resolver.setServers([...servers]);
  const found = await resolver.resolveMx(domain);
  return [ok(`MX of ${domain}`, found.map(({ exchange, priority }) => `${priority} ${exchange}`).join(', '))];
}

async function trackingCheck(
  records: DnsRecords,
  domain: string,
  publicHost: string | undefined,
): Promise<Check[]> {
  const name = `tracking domain ${domain}`;
  if (publicHost === undefined)
    return [fail(name, 'set PUBLIC_URL: its host is where the domain has to lead')];
  const [cnames, addresses, targetAddresses] = await Promise.all([
    records.cnames(domain),
    records.addresses(domain),
    records.addresses(publicHost),
  ]);
  const verdict = judgeDomain({ cnames, addresses, targetAddresses }, publicHost);
  if (verdict.result === 'right') return [ok(name, `leads to ${publicHost}`)];
  return verdict.result === 'wrong' ? [fail(name, verdict.problem)] : [warn(name, 'no name server answered')];
}
