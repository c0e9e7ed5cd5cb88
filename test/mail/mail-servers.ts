import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#embedded';
import { startDovecot, type DovecotOptions } from './dovecot.js';
import { startPostfix } from './postfix.js';
import type { RealServer } from './real-server.js';

export interface MailServers {
  readonly smtpPort: number;
  readonly imapPort: number;
  /** The maildirs, as `<domain>/<name>`. */
  readonly mailboxes: string;
  /** Dovecot stops and starts again: with another password, and after a change of its files, where they are given. */
  restartDovecot(options?: {
    readonly password?: string;
    readonly before?: () => Promise<void>;
  }): Promise<void>;
  stop(): Promise<void>;
}

/** Postfix puts the mail of `addresses` into maildirs that Dovecot shows; mail for `relayed` goes on to ports of the test. */
export async function startMailServers(options: {
  readonly addresses: readonly string[];
  readonly relayed: Readonly<Record<string, number>>;
  readonly password: string;
}): Promise<MailServers> {
  const dir = await mkdtemp(join(tmpdir(), 'nimbus-mail-'));
  await chmod(dir, 0o755); // the servers run as other users
  const mailboxes = join(dir, 'mailboxes');
  const postfix = await startPostfix({ dir, port: await freePort(), ...options });
  const settings: DovecotOptions = { dir, port: await freePort(), mailboxes, password: options.password };
  let dovecot: RealServer = await startDovecot(settings);
  return {
    smtpPort: postfix.port,
    imapPort: dovecot.port,
    mailboxes,
    restartDovecot: async ({ password = options.password, before } = {}) => {
      await dovecot.stop();
      await before?.();
      dovecot = await startDovecot({ ...settings, password });
    },
    stop: async () => {
      await Promise.all([postfix.stop(), dovecot.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
