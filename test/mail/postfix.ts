import { execFileSync } from 'node:child_process';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServer, type RealServer } from './real-server.js';

/** The user id that owns mailboxes: no person's. */
export const MAILBOX_UID = 5_000;

export interface PostfixOptions {
  readonly dir: string;
  readonly port: number;
  /** Each gets a mailbox. */
  readonly addresses: readonly string[];
  /** Domains whose mail is passed on to a port of this machine: its refusals become delivery reports. */
  readonly relayed: Readonly<Record<string, number>>;
}

/** Services of Postfix that a message passes, without chroot, as the columns of `master.cf`. */
const SERVICES = [
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'flush unix n - n 1000? 0 flush',
  'proxymap unix - - n - - proxymap',
  'smtp unix - - n - - smtp',
  'relay unix - - n - - smtp',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'virtual unix - n n - - virtual',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'postlog unix-dgram n - n - 1 postlogd',
];

/** A Postfix of its own: queue, log and mailboxes are in `dir`, it listens on loopback, and it asks no DNS. */
export async function startPostfix({ dir, port, addresses, relayed }: PostfixOptions): Promise<RealServer> {
  const config = join(dir, 'etc');
  const mailboxes = join(dir, 'mailboxes');
  for (const folder of [config, mailboxes, join(dir, 'queue'), join(dir, 'data')]) {
    await mkdir(folder, { recursive: true });
  }
  await chown(mailboxes, MAILBOX_UID, MAILBOX_UID);
  await chown(join(dir, 'data'), Number(execFileSync('id', ['-u', 'postfix'])), 0);
  await writeFile(
    join(config, 'master.cf'),
    [`127.0.0.1:${port} inet n - n - - smtpd`, ...SERVICES, ''].join('\n'),
  );
  const local = addresses.map((address) => {
    const [name, domain = ''] = address.split('@');
    return { domain, entry: `{ ${address} = ${domain}/${name}/ }` };
  });
  const relays = Object.entries(relayed).map(([domain, to]) => `{ ${domain} = smtp:[127.0.0.1]:${to} }`);
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(dir, 'queue'),
    data_directory: join(dir, 'data'),
    maillog_file: join(dir, 'postfix.log'),
    maillog_file_prefixes: dir,
    myhostname: 'mx.sender.test',
    mydestination: '',
    mynetworks: '127.0.0.0/8',
    inet_interfaces: 'loopback-only',
    inet_protocols: 'ipv4',
    smtp_dns_support_level: 'disabled',
    smtp_host_lookup: 'native',
    alias_maps: '',
    alias_database: '',
    virtual_mailbox_domains: [...new Set(local.map(({ domain }) => domain))].join(', '),
    virtual_mailbox_base: mailboxes,
    virtual_mailbox_maps: tableOf(local.map(({ entry }) => entry)),
    virtual_uid_maps: `static:${MAILBOX_UID}`,
    virtual_gid_maps: `static:${MAILBOX_UID}`,
    transport_maps: tableOf(relays),
    relay_domains: Object.keys(relayed).join(', '),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  await writeFile(join(config, 'main.cf'), `${lines.join('\n')}\n`);
  return startServer({
    command: ['postfix', '-c', config, 'start-fg'],
    // The master is a session of its own, and outlives the command that has started it.
    stopCommand: ['postfix', '-c', config, 'stop'],
    port,
    log: join(dir, 'postfix.log'),
  });
}

/** An empty table in this form would be a syntax error. */
const tableOf = (entries: readonly string[]): string =>
  entries.length === 0 ? '' : `inline:{ ${entries.join(', ')} }`;
