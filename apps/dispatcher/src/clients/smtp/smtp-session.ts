import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpCredentials } from '#contracts';
import type { Outbound } from '#outbound';
import type { SmtpResult } from '../../domain/smtp-result.js';
import { domainOf } from '../../domain/thread.js';
import type { RawMessage } from './raw-message.js';
import { smtpResultOf } from './smtp-error.js';
import { loginWithToken } from './xoauth2.js';

export interface SmtpTimeouts {
  readonly connectionMs: number;
  readonly greetingMs: number;
  readonly socketMs: number;
}

export const SMTP_TIMEOUTS: SmtpTimeouts = { connectionMs: 10_000, greetingMs: 10_000, socketMs: 30_000 };

/** How sessions are opened. */
export interface SmtpOpening {
  readonly outbound: Outbound;
  readonly timeouts: SmtpTimeouts;
}

const SLICE_BYTES = 65_536;

/** In slices, so that the stream of a large message does not end before the server has read most of it. */
function streamOf(content: Buffer): Readable {
  let at = 0;
  return new Readable({
    read() {
      this.push(content.subarray(at, at + SLICE_BYTES));
      at += SLICE_BYTES;
      if (at >= content.length) this.push(null);
    },
  });
}

/** One logged-in connection to the server of a sending account. It carries one message at a time. */
export class SmtpSession {
  private readonly connection: SMTPConnection;
  private delivered = 0;
  private alive = true;
  /** Rejects the running step when the connection is lost without a call of its callback. */
  private lost: (error: Error) => void = () => undefined;

  private constructor(
    private readonly credentials: SmtpCredentials,
    connection: Socket,
    timeouts: SmtpTimeouts,
  ) {
    this.connection = new SMTPConnection({
      // The name of the certificate: the connection is there already, to the address that was checked.
      host: credentials.smtp.host,
      connection,
      secure: credentials.smtp.secure,
      requireTLS: credentials.smtp.require_tls,
      // Also where NODE_TLS_REJECT_UNAUTHORIZED=0 was set for something else.
      tls: { rejectUnauthorized: true },
      customAuth: { XOAUTH2: loginWithToken },
      name: domainOf(credentials.email),
      connectionTimeout: timeouts.connectionMs,
      greetingTimeout: timeouts.greetingMs,
      socketTimeout: timeouts.socketMs,
    });
    this.connection.on('error', (error: Error) => this.onLost(error));
    this.connection.once('end', () => this.onLost(new Error('the connection was closed')));
  }

  /** Rejects with HostRefused or with nodemailer's error. */
  static async open(credentials: SmtpCredentials, { outbound, timeouts }: SmtpOpening): Promise<SmtpSession> {
    const { host, port, user, password, access_token } = credentials.smtp;
    const socket = await outbound.connect({ host, port, purpose: 'smtp' }, timeouts.connectionMs);
    const session = new SmtpSession(credentials, socket, timeouts);
    const { connection } = session;

    try {
      await session.step((done) => connection.connect(done));
      if (user !== null && connection.allowsAuth) {
        const login =
          access_token === undefined
            ? { user, pass: password ?? '' }
            : { type: 'custom' as const, method: 'XOAUTH2', user, pass: access_token };
        await session.step((done) => connection.login(login, done));
      }
      return session;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Whether the session may carry another message. A server that closed an idle session has ended it by now. */
  get usable(): boolean {
    return this.alive;
  }

  /** The messages that it was given so far. */
  get carried(): number {
    return this.delivered;
  }

  async deliver({ from, to, content }: RawMessage): Promise<SmtpResult> {
    const stream = streamOf(content);
    this.delivered += 1;
    try {
      await this.step((done) => this.connection.send({ from, to: [to] }, stream, done));
      return { end: 'accepted' };
    } catch (error) {
      // nodemailer writes the final dot when the stream has ended, and not before.
      const end = smtpResultOf(error, { contentSent: stream.readableEnded, login: this.credentials.smtp });
      await this.readyForNext();
      return end;
    }
  }

  close(): void {
    if (this.alive) this.connection.quit();
    this.alive = false;
  }

  /** Ends a refused transaction, so that the next message can start one. */
  private async readyForNext(): Promise<void> {
    if (!this.alive) return;
    try {
      await this.step((done) => this.connection.reset(done));
    } catch {
      this.close(); // a session that cannot be reset is useless; the result of the message is known already
    }
  }

  private step(run: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.lost = reject;
      run((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Later, because the callback of the running step comes after this event and says more. */
  private onLost(error: Error): void {
    this.alive = false;
    setImmediate(() => this.lost(error));
  }
}
