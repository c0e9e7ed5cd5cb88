import type { SmtpCredentials } from '#contracts';
import { HostRefused } from '#outbound';
import type { SmtpResult } from '../../domain/smtp-result.js';
import type { RawMessage } from './raw-message.js';
import { smtpResultOf } from './smtp-error.js';
import { SmtpSession, type SmtpOpening } from './smtp-session.js';

export interface AccountConnectionOptions extends SmtpOpening {
  readonly maxConnections: number;
  readonly idleMs: number;
}

/** The server may not be called; see `HostRefused`. */
type NotCalled = { readonly end: 'not_called'; readonly code: string; readonly message: string };

/** `not_started`: the delivery was not allowed any more when its turn came. */
export type Delivery = SmtpResult | NotCalled | { readonly end: 'not_started' };

/** Servers close a session that carries too many messages in the middle of one. */
const MAX_MESSAGES = 100;

/** The server ends the session, or takes no further message in it (RFC 5321, RFC 3463). */
const SESSION_IS_OVER = /^(?:421|452[ -]4\.5\.3)(?!\d)/;

interface Waiting {
  readonly message: RawMessage;
  /** Those of its time: access tokens change, and a session is opened with that of the message which needs it. */
  readonly credentials: SmtpCredentials;
  readonly start: () => Promise<boolean>;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: unknown) => void;
}

/** The connections to the server of one sending account, and the messages that wait for them. */
export class AccountConnections {
  private readonly waiting: Waiting[] = [];
  private readonly idle: SmtpSession[] = [];
  private working = 0;
  /** The messages that the server takes in one session, as far as it has shown. */
  private maxMessages = MAX_MESSAGES;
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
  deliver(
    message: RawMessage,
    start: () => Promise<boolean>,
    credentials = this.credentials,
  ): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ message, credentials, start, resolve, reject });
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

  private async attempt(waiting: Waiting): Promise<Delivery> {
    const { message, start, credentials } = waiting;
    const session = await this.session(credentials);
    if (!(session instanceof SmtpSession)) return this.failWaiting(session, credentials);

    try {
      if (!(await start())) return { end: 'not_started' };
      const { carried } = session;
      const end = await session.deliver(message);
      return carried > 0 && isAboutSession(end) ? await this.deliverOnFresh(waiting, end, carried) : end;
    } finally {
      this.giveBack(session);
    }
  }

  /** The same try of the message: the server refused an old session and no message. */
  private async deliverOnFresh(
    { message, credentials }: Waiting,
    otherwise: SmtpResult,
    carried: number,
  ): Promise<SmtpResult> {
    const session = await this.open(credentials);
    if (!(session instanceof SmtpSession)) return otherwise;
    const end = await session.deliver(message);
    if (otherwise.end === 'refused' && !isAboutSession(end)) {
      this.maxMessages = Math.min(this.maxMessages, carried);
    }
    this.giveBack(session);

    return end;
  }

  private async session(credentials: SmtpCredentials): Promise<SmtpSession | SmtpResult | NotCalled> {
    for (let session = this.idle.pop(); session !== undefined; session = this.idle.pop()) {
      if (this.isUsable(session)) return session;
      session.close();
    }
    return this.open(credentials);
  }

  private giveBack(session: SmtpSession): void {
    if (this.isUsable(session)) this.idle.push(session);
    else session.close();
  }

  private isUsable({ usable, carried }: SmtpSession): boolean {
    return usable && carried < this.maxMessages;
  }

  private async open(credentials: SmtpCredentials): Promise<SmtpSession | SmtpResult | NotCalled> {
    try {
      return await SmtpSession.open(credentials, this.options);
    } catch (error) {
      if (error instanceof HostRefused)
        return { end: 'not_called', code: error.code, message: error.message };
      return smtpResultOf(error, { contentSent: false, login: credentials.smtp });
    }
  }

  /**
   * All messages that wait for an unreachable server fail together, instead of after a timeout each. Those with another
   * access token stay: it may be let in.
   */
  private failWaiting<End extends SmtpResult | NotCalled>(end: End, { smtp }: SmtpCredentials): End {
    for (const waiting of this.waiting.splice(0)) {
      if (waiting.credentials.smtp.access_token === smtp.access_token) waiting.resolve(end);
      else this.waiting.push(waiting);
    }

    return end;
  }

  private closeWhenIdle(): void {
    this.idleTimer = setTimeout(() => this.close(), this.options.idleMs);
    this.idleTimer.unref();
  }
}

/** No byte of the message left, and another session may take it. */
const isAboutSession = (result: SmtpResult): boolean => {
  if (result.end === 'broken') return !result.contentSent;
  if (result.end === 'accepted' || !['sender', 'recipient'].includes(result.during)) return false;
  return SESSION_IS_OVER.test(result.reply);
};
