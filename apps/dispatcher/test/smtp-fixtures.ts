import type { SmtpCredentials } from '#contracts';
import { newId } from '#kernel';
import type { Delivery } from '../src/clients/smtp/account-connections.js';
import { SmtpSender } from '../src/clients/smtp/smtp-sender.js';
import { outcomeOf } from '../src/domain/outcome.js';
import { startScriptedSmtp, toScripted, type Script, type ScriptedSmtp } from './scripted-smtp.js';

const NOW = new Date('2026-05-04T12:00:00Z');

/** For servers that answer: in this process, which may be busy. */
export const PATIENT = { connectionMs: 60_000, greetingMs: 60_000, socketMs: 60_000 };
/** For servers that are silent. */
export const HURRIED = { connectionMs: 1_500, greetingMs: 1_500, socketMs: 1_500 };

export const MAIL = {
  from: 'ada@example.com',
  to: 'grace@example.org',
  content: Buffer.from('Subject: Hi\r\n\r\nHello\r\n'),
};

/** Starts scripted servers and senders, and closes them after each test. */
export class SmtpBench {
  private readonly senders: SmtpSender[] = [];
  private readonly servers: ScriptedSmtp[] = [];

  async server(script: Script = {}): Promise<ScriptedSmtp> {
    const server = await startScriptedSmtp(script);
    this.servers.push(server);
    return server;
  }

  sender(connectionsPerAccount = 2, timeouts = PATIENT, outbound = toScripted): SmtpSender {
    const options = { connectionsPerAccount, maxAccounts: 2, idleMs: 60_000, timeouts };
    const sender = new SmtpSender(options, outbound);
    this.senders.push(sender);
    return sender;
  }

  async close(): Promise<void> {
    for (const sender of this.senders.splice(0)) sender.close();
    for (const server of this.servers.splice(0)) await server.close();
  }
}

/** A server at this machine that takes a password without TLS. */
export const credentialsFor = (
  port: number,
  { version = 1, ...smtp }: Partial<SmtpCredentials['smtp']> & { readonly version?: number } = {},
): SmtpCredentials => ({
  sending_account_id: newId('ea'),
  version,
  email: 'ada@example.com',
  display_name: 'Ada',
  smtp: {
    host: '127.0.0.1',
    port,
    secure: false,
    require_tls: false,
    user: 'ada',
    password: 'secret',
    ...smtp,
  },
});

export const yes = (): Promise<boolean> => Promise.resolve(true);

export const kindOf = (delivery: Delivery): string =>
  delivery.end === 'not_started' || delivery.end === 'not_called'
    ? delivery.end
    : outcomeOf(delivery, { attempts: 0, now: NOW }).kind;
