import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MAILBOX_UID } from './postfix.js';
import { startServer, type RealServer } from './real-server.js';

export interface DovecotOptions {
  readonly dir: string;
  readonly port: number;
  /** Where Postfix puts the messages of `name@domain`: `<mailboxes>/<domain>/<name>`. */
  readonly mailboxes: string;
  readonly password: string;
}

/** A Dovecot of its own on loopback: every address logs in with the same password and reads its maildir. */
export async function startDovecot({ dir, port, mailboxes, password }: DovecotOptions): Promise<RealServer> {
  const run = join(dir, 'run');
  await mkdir(run, { recursive: true });
  const config = join(dir, 'dovecot.conf');
  await writeFile(
    config,
    `protocols = imap
listen = 127.0.0.1
base_dir = ${run}
state_dir = ${join(dir, 'state')}
log_path = ${join(dir, 'dovecot.log')}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:${mailboxes}/%d/%n
first_valid_uid = ${MAILBOX_UID}
default_client_limit = 2000
default_process_limit = 600
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${MAILBOX_UID} gid=${MAILBOX_UID} home=${mailboxes}/%d/%n
}
service imap-login {
  service_count = 0
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`,
  );
  return startServer({ command: ['dovecot', '-F', '-c', config], port, log: join(dir, 'dovecot.log') });
}
