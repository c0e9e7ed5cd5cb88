import type { SmtpCredentials } from '#contracts';
import type { SmtpResult } from '../../domain/smtp-result.js';
import type { RawMessage } from './raw-message.js';
import { smtpResultOf } from './smtp-error.js';
import { SmtpSession, type SmtpTimeouts } from './smtp-session.js';

export interface AccountConnectionOptions {
  readonly maxConnections: number;
  readonly idleMs: number;
  readonly timeouts: SmtpTimeouts;
}

/** `not_started`: the delivery was not allowed any more when its turn came. */
export type Delivery = SmtpResult | { readonly end: 'not_started' };

interface Waiting {
  readonly message: RawMessage;
  readonly start: () => Promise<boolean>;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: unknown) => void;
}

/** The connections to the server of one sending account, and the messages that wait for them. */
export class AccountConnections {
  private readonly waiting: Waiting[] = [];
  private readonly idle: SmtpSession[] = [];
  private working = 0;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly credentials: SmtpCredentials,
    private readonly options: AccountConnectionOptions,
  ) {}

  /** The number of messages that wait or are being delivered. */
  get pending(): number {
    return this.waiting.length + this.working;
  }

  /**
   * Delivers the message when a connection is free. `start` is called once a session is open, so that a delivery counts as
   * started only if it could leave. When `start` resolves with false, nothing leaves.
   */
  deliver(message: RawMessage, start: () => Promise<boolean>): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ message, start, resolve, reject });
      if (this.working < this.options.maxConnections) void this.work();
    });
  }

  /** Closes idle connections; running deliveries finish. */
  close(): void {
    clearTimeout(this.idleTimer);
    for (const session of this.idle.splice(0)) session.close();
  }

  /** Works on one connection until nothing waits. */
  private async work(): Promise<void> {
    this.working += 1;
    clearTimeout(this.idleTimer);
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.attempt(next).then(next.resolve, next.reject);
    }
    this.working -= 1;
    if (this.working === 0) this.closeWhenIdle();
  }

  private async attempt({ message, start }: Waiting): Promise<Delivery> {
    const session = await this.session();
    if (!(session instanceof SmtpSession)) return this.failWaiting(session);

    try {
      if (!(await start())) return { end: 'not_started' };
      const reused = session.used;
      const end = await session.deliver(message);
      // No byte of the message left: the server may only have closed an old session.
      const again = reused && end.end === 'broken' && !end.contentSent;
      return again ? await this.deliverOnFresh(message, end) : end;
    } finally {
      if (session.usable) this.idle.push(session);
      else session.close();
    }
  }

  private async deliverOnFresh(message: RawMessage, otherwise: SmtpResult): Promise<SmtpResult> {
    const session = await this.open();
    if (!(session instanceof SmtpSession)) return otherwise;
    const end = await session.deliver(message);
    if (session.usable) this.idle.push(session);

    return end;
  }

  private async session(): Promise<SmtpSession | SmtpResult> {
    for (let session = this.idle.pop(); session !== undefined; session = this.idle.pop()) {
      if (session.usable) return session;
      session.close();
    }
    return this.open();
  }

  private async open(): Promise<SmtpSession | SmtpResult> {
    try {
      return await SmtpSession.open(this.credentials, this.options.timeouts);
    } catch (error) {
      return smtpResultOf(error, { contentSent: false });
    }
  }

  /** All messages that wait for an unreachable server fail together, instead of after a timeout each. */
  private failWaiting(end: SmtpResult): SmtpResult {
    for (const { resolve } of this.waiting.splice(0)) resolve(end);

    return end;
  }

  private closeWhenIdle(): void {
    this.idleTimer = setTimeout(() => this.close(), this.options.idleMs);
    this.idleTimer.unref();
  }
}
