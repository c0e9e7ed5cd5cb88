import { Command, Option } from 'nest-commander';
import { IdOf } from '#contracts';
import type { Id } from '#kernel';
import { hostIn } from '../../gateway/src/workspaces/public-host.js';
import { accountChecks } from './doctor/account-checks.js';
import { attempt, type Check } from './doctor/check.js';
import { dnsChecks } from './doctor/dns-checks.js';
import { natsChecks } from './doctor/nats-checks.js';
import { serviceChecks } from './doctor/service-checks.js';
import { asOperator } from './operator.js';
import { table, ToolCommand, type ToolOptions } from './tool-command.js';

interface DoctorOptions extends ToolOptions {
  readonly account?: Id<'ea'>;
  readonly trackingDomain?: string;
  readonly dnsServer?: string;
}

@Command({
  name: 'doctor',
  description:
    'Looks at NATS and its streams, every service with its database, migrations and clocks, and the names of PUBLIC_URL and INBOUND_DOMAIN. Ends with 1 where something is wrong.',
})
export class DoctorCommand extends ToolCommand {
  @Option({ flags: '--account <id>', description: 'Also the SMTP and IMAP login of a sending account, ea_…' })
  account(id: string): Id<'ea'> {
    return IdOf('ea').parse(id);
  }

  @Option({ flags: '--tracking-domain <host>', description: 'Also the CNAME of a tracking domain' })
  trackingDomain(host: string): string {
    return host.toLowerCase();
  }

  @Option({ flags: '--dns-server <address>', description: 'The name server to ask, instead of the system’s' })
  dnsServer(address: string): string {
    return address;
  }

  async run(_: string[], options: DoctorOptions): Promise<void> {
    const checks = await this.checks(options);
    if (checks.some(({ result }) => result === 'fail')) process.exitCode = 1;
    this.show(checks, options, () => [
      ...table(
        ['result', 'check', 'detail'],
        checks.map(({ result, name, detail }) => [result, name, detail]),
      ),
      '',
      ['ok', 'warn', 'fail'].map((result) => `${countOf(checks, result)} ${result}`).join(', '),
    ]);
  }

  private async checks({ account, trackingDomain, dnsServer }: DoctorOptions): Promise<Check[]> {
    const { PUBLIC_URL: publicUrl, INBOUND_DOMAIN: inboundDomain, NATS_REPLICAS: replicas } = process.env;
    const dns = dnsChecks({
      publicHost: publicUrl ? hostIn(new URL(publicUrl).hostname) : undefined,
      inboundDomain: inboundDomain || undefined,
      trackingDomain,
      servers: dnsServer === undefined ? undefined : [dnsServer],
    });
    const system = attempt('nats', () =>
      asOperator(async (operator) => [
        ...(await attempt('streams', () => natsChecks(operator, Number(replicas || 1)))),
        ...(await serviceChecks(operator)),
        ...(account === undefined ? [] : await accountChecks(operator, account)),
      ]),
    );
    return [...(await system), ...(await dns)];
  }
}

const countOf = (checks: readonly Check[], wanted: string): number =>
  checks.filter(({ result }) => result === wanted).length;
