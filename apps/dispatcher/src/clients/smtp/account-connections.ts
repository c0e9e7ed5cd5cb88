import type { Transport } from '#contracts';
import type { DialogueEnd } from '../../domain/smtp-result.js';
import type { Mail } from './raw-message.js';
import { dialogueEndOf } from './smtp-error.js';
import { SmtpSession, type SmtpTimeouts } from './smtp-session.js';

export interface InboxOptions {
  readonly maxConnections: number;
  readonly idleMs: number;
  readonly timeouts: SmtpTimeouts;
}

/** `not_begun`: it was not allowed any more when its turn came. */
export type Delivery = DialogueEnd | { readonly end: 'not_begun' };

interface Waiting {
  readonly mail: Mail;
  readonly begin: () => Promise<boolean>;
  readonly resolve: (delivery: Delivery) => void;
  readonly reject: (error: unknown) => void;
}

/** The few connections to one inbox's server, and what waits for them. */
export class InboxConnections {
  private readonly waiting: Waiting[] = [];
  private readonly idle: SmtpSession[] = [];
  private working = 0;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(
    readonly transport: Transport,
    private readonly options: InboxOptions,
  ) {}

  /** Messages that wait or are being handed over. */
  get pending(): number {
    return this.waiting.length + this.working;
  }

  /**
   * Hands the mail over when a connection is free. `begin` is asked at that very moment, once a session stands, so that
   * nothing counts as begun that could not have left; when it says no, nothing leaves.
   */
  deliver(mail: Mail, begin: () => Promise<boolean>): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ mail, begin, resolve, reject });
      if (this.working < this.options.maxConnections) void this.work();
    });
  }

  /** Closes what is idle; what is being handed over finishes. */
  close(): void {
    clearTimeout(this.idleTimer);
    for (const session of this.idle.splice(0)) session.close();
  }

  /** One connection's worth of work, until nothing waits. */
  private async work(): Promise<void> {
    this.working += 1;
    clearTimeout(this.idleTimer);
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      await this.handOver(next).then(next.resolve, next.reject);
    }
    this.working -= 1;
    if (this.working === 0) this.restWhenIdle();
  }

  private async handOver({ mail, begin }: Waiting): Promise<Delivery> {
    const session = await this.session();
    if (!(session instanceof SmtpSession)) return this.failWaiting(session);

    try {
      if (!(await begin())) return { end: 'not_begun' };
      const reused = session.used;
      const end = await session.deliver(mail);
      // Not a byte of the message left, and the server may only have been tired of an old session.
      const again = reused && end.end === 'broken' && !end.contentSent;
      return again ? await this.deliverOnFresh(mail, end) : end;
    } finally {
      if (session.usable) this.idle.push(session);
      else session.close();
    }
  }

  private async deliverOnFresh(mail: Mail, otherwise: DialogueEnd): Promise<DialogueEnd> {
    const session = await this.open();
    if (!(session instanceof SmtpSession)) return otherwise;
    const end = await session.deliver(mail);
    if (session.usable) this.idle.push(session);

    return end;
  }

  private async session(): Promise<SmtpSession | DialogueEnd> {
    for (let session = this.idle.pop(); session !== undefined; session = this.idle.pop()) {
      if (session.usable) return session;
      session.close();
    }
    return this.open();
  }

  private async open(): Promise<SmtpSession | DialogueEnd> {
    try {
      return await SmtpSession.open(this.transport, this.options.timeouts);
    } catch (error) {
      return dialogueEndOf(error, { contentSent: false });
    }
  }

  /** Whoever waits behind a server that cannot be reached shares its fate, instead of a timeout each. */
  private failWaiting(end: DialogueEnd): DialogueEnd {
    for (const { resolve } of this.waiting.splice(0)) resolve(end);

    return end;
  }

  private restWhenIdle(): void {
    this.idleTimer = setTimeout(() => this.close(), this.options.idleMs);
    this.idleTimer.unref();
  }
}
