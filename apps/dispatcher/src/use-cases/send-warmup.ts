import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { ResponseOf, SendWarmupMessage, SmtpCredentials, WarmupMessage } from '#contracts';
import { Clock } from '#kernel';
import { SmtpCredentialsClient } from '../clients/smtp-credentials.js';
import { rawMessageOf } from '../clients/smtp/raw-message.js';
import { SmtpSender } from '../clients/smtp/smtp-sender.js';
import { warmupMessageOf } from '../composing/compose-warmup-message.js';
import type { EmailMessage } from '../domain/email-message.js';
import { outcomeOf, refusalOf, type Outcome } from '../domain/outcome.js';
import { Instance } from '../persistence/instances.js';
import { WarmupSends } from '../persistence/warmup-sends.js';
import { BeginSending } from './begin-sending.js';
import { TrackingOptions } from './draft-messages.js';

/** How a delivery ended, and of what. */
interface Attempt {
  readonly outcome: Outcome;
  readonly messageId: string | null;
  readonly accountVersion: number | null;
}

const NOT_SENDING_MS = 60_000;
const RECORD_PAUSE_MS = 1_000;
const RELEASED: Attempt = { outcome: { kind: 'released' }, messageId: null, accountVersion: null };

/** Takes warmup messages, which others plan, and delivers each once. */
@Injectable()
export class SendWarmup {
  private readonly logger = new Logger(SendWarmup.name);
  private readonly running = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly sends: WarmupSends,
    private readonly beginSending: BeginSending,
    private readonly credentials: SmtpCredentialsClient,
    private readonly smtpSender: SmtpSender,
    private readonly tracking: TrackingOptions,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** Answers when the message is taken for good; its outcome follows as an event. */
  async execute(request: WarmupMessage): Promise<ResponseOf<typeof SendWarmupMessage>> {
    const now = this.clock.now();
    if (this.closed || !(await this.beginSending.execute())) {
      return { status: 'later', retry_at: new Date(now.getTime() + NOT_SENDING_MS).toISOString() };
    }
    const taking = await this.sends.take(request, this.instance.id, now);
    if (taking.status === 'later') return { status: 'later', retry_at: taking.retryAt.toISOString() };
    if (taking.status === 'lost') return { status: 'lost' };
    if (taking.status === 'fresh') this.run(request);
    return { status: 'taken' };
  }

  /** No delivery starts any more. Resolves when the outcomes of all that have started are recorded. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.running);
  }

  private run(request: WarmupMessage): void {
    const delivery = this.deliverAndRecord(request).finally(() => this.running.delete(delivery));
    this.running.add(delivery);
  }

  private async deliverAndRecord(request: WarmupMessage): Promise<void> {
    const attempt = await this.attempt(request);
    const result = {
      ...attempt,
      id: request.send_id,
      workspaceId: request.workspace_id,
      campaignId: request.campaign_id,
      accountId: request.sending_account_id,
      takenBy: this.instance.id,
    };
    // Only this process knows the answer of the mail server.
    for (;;) {
      try {
        const now = this.clock.now();
        return await this.sends.record({ ...result, at: now }, now);
      } catch (error) {
        this.logger.error(`the outcome of ${request.send_id} could not be recorded`, error);
        await pause(RECORD_PAUSE_MS);
      }
    }
  }

  private async attempt(request: WarmupMessage): Promise<Attempt> {
    try {
      const id = request.sending_account_id;
      const credentials = (await this.credentials.of(new Set([id]))).get(id);
      if (credentials === undefined || credentials === 'unreadable') return failed(NO_LOGIN);
      const { token_error } = credentials.smtp;
      if (token_error !== undefined) return failed(refusalOf('access_token_missing', token_error));
      return await this.deliver(request, credentials);
    } catch (error) {
      // Before the first byte: only the credentials and the start throw, when NATS or PostgreSQL is away.
      this.logger.warn(`${request.send_id} was not delivered: ${String(error)}`);
      return RELEASED;
    }
  }

  private async deliver(request: WarmupMessage, credentials: SmtpCredentials): Promise<Attempt> {
    const now = this.clock.now();
    const message = warmupMessageOf(request, credentials, { secret: this.tracking.secret, date: now });
    const outcome = await this.outcomeWith(request, message, credentials);
    if (outcome.kind === 'account_refused') this.credentials.forget([credentials.sending_account_id]);
    return { outcome, messageId: message.messageId, accountVersion: credentials.version };
  }

  private async outcomeWith(
    { send_id }: WarmupMessage,
    message: EmailMessage,
    credentials: SmtpCredentials,
  ): Promise<Outcome> {
    const raw = await rawMessageOf(message);
    const start = async (): Promise<boolean> =>
      !this.closed &&
      (await this.sends.start(send_id, message.messageId, this.instance.id, this.clock.now()));
    const delivery = await this.smtpSender.deliver(credentials, raw, start);
    if (delivery.end === 'not_started') return { kind: 'released' };
    if (delivery.end === 'not_called') {
      return { kind: 'failed', refusal: refusalOf(delivery.code, delivery.message) };
    }
    const anonymous = credentials.smtp.user === null;
    return outcomeOf(delivery, { attempts: 0, now: this.clock.now(), anonymous });
  }
}

const NO_LOGIN = refusalOf(
  'no_transport',
  'the sending account has no SMTP server, or its password is unreadable',
);

const failed = (refusal: ReturnType<typeof refusalOf>): Attempt => ({
  outcome: { kind: 'failed', refusal },
  messageId: null,
  accountVersion: null,
});
