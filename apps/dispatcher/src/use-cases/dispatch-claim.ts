import { Injectable, Logger } from '@nestjs/common';
import type { SmtpCredentials } from '#contracts';
import { Clock } from '#kernel';
import { inSpan, SpanKind } from '#telemetry';
import { SmtpCredentialsClient } from '../clients/smtp-credentials.js';
import { rawMessageOf, type RawMessage } from '../clients/smtp/raw-message.js';
import { SmtpSender } from '../clients/smtp/smtp-sender.js';
import type { EmailMessage } from '../domain/email-message.js';
import { outcomeOf, refusalOf, tryAgain, type Outcome } from '../domain/outcome.js';
import type { Claim, ClaimedSend } from '../persistence/claims.js';
import { CampaignShares } from './campaign-shares.js';
import { PrepareMessages } from './prepare-messages.js';
import type { Prepared, PreparedMessage } from './prepared.js';
import { RecordOutcomes, type Report } from './record-outcomes.js';
import { StartDelivery } from './start-delivery.js';

const DELIVERY = { service: 'dispatcher', name: 'deliver by SMTP', kind: SpanKind.CLIENT };

const RELEASED: Outcome = { kind: 'released' };
const IMPOSSIBLE: Outcome = {
  kind: 'failed',
  refusal: refusalOf('message_impossible', 'the composed message cannot be written as MIME'),
};

/** Prepares, delivers and records the sends of a claim. Every send gets an outcome, whatever happens. */
@Injectable()
export class DispatchClaim {
  private readonly logger = new Logger(DispatchClaim.name);

  constructor(
    private readonly prepareMessages: PrepareMessages,
    private readonly campaignShares: CampaignShares,
    private readonly startDelivery: StartDelivery,
    private readonly smtpSender: SmtpSender,
    private readonly credentials: SmtpCredentialsClient,
    private readonly recordOutcomes: RecordOutcomes,
    private readonly clock: Clock,
  ) {}

  /** Calls `recorded` once per send. Rejects when another service is unavailable, after the sends were released. */
  async execute(claim: Claim, recorded: () => void): Promise<void> {
    const record = async (report: Report): Promise<void> => {
      await this.recordOutcomes.execute(report);
      recorded();
    };

    let prepared: Prepared[];
    try {
      prepared = await this.campaignShares.prepare(claim.campaignId, () =>
        this.prepareMessages.execute(claim),
      );
    } catch (error) {
      await Promise.all(claim.sends.map((send) => record(reportFor(send, RELEASED))));
      throw error;
    }
    await Promise.all(prepared.map(async (each) => record(await this.reportOf(each))));
  }

  private async reportOf(prepared: Prepared): Promise<Report> {
    if ('outcome' in prepared) return reportFor(prepared.send, prepared.outcome);
    const { send, message, variant, credentials } = prepared;
    const outcome = await this.deliver(prepared);
    // The password may have been corrected already, and the cache holds the refused one.
    if (outcome.kind === 'account_refused') this.credentials.forget([send.accountId]);

    return {
      send,
      email: message.to,
      message: { messageId: message.messageId, subject: message.subject, variant },
      accountVersion: credentials.version,
      smtpHost: credentials.smtp.host,
      outcome,
    };
  }

  private async deliver({
    send,
    message,
    variant,
    credentials,
    closesAt,
  }: PreparedMessage): Promise<Outcome> {
    const raw = await this.rawOf(message);
    if (raw === null) return IMPOSSIBLE;

    const { messageId, subject, to } = message;
    const start = (): Promise<boolean> =>
      this.startDelivery.execute({ send, messageId, subject, variant, email: to, closesAt });
    try {
      const outcome = await this.outcomeWith(credentials, raw, { send, start });
      if (!isLoginRefused(outcome)) return outcome;
      const renewed = await this.credentials.renewed(credentials);
      return renewed === undefined ? outcome : await this.outcomeWith(renewed, raw, { send, start });
    } catch (error) {
      // Only the start and the renewed login throw, when PostgreSQL or NATS is away: before the first byte of a message.
      this.logger.warn(`${send.id} was released: ${String(error)}`);
      return RELEASED;
    }
  }

  private async outcomeWith(
    credentials: SmtpCredentials,
    raw: RawMessage,
    { send, start }: { readonly send: ClaimedSend; readonly start: () => Promise<boolean> },
  ): Promise<Outcome> {
    const delivery = await inSpan(DELIVERY, () => this.smtpSender.deliver(credentials, raw, start));
    if (delivery.end === 'not_started') return RELEASED;
    const anonymous = credentials.smtp.user === null;
    const attempt = { attempts: send.attempts, now: this.clock.now(), anonymous };
    if (delivery.end !== 'not_called') return outcomeOf(delivery, attempt);
    return tryAgain(refusalOf(delivery.code, delivery.message), 'patient', attempt);
  }

  /** Null for a message that cannot be written as MIME, for instance because of its address. */
  private async rawOf(message: EmailMessage): Promise<RawMessage | null> {
    try {
      return await rawMessageOf(message);
    } catch (error) {
      this.logger.error(`${message.messageId} cannot be written as MIME`, error);
      return null;
    }
  }
}

/** An access token may end before its time, or be revoked. */
const isLoginRefused = (outcome: Outcome): boolean =>
  outcome.kind === 'account_refused' && outcome.refusal.code === 'login_refused';

const reportFor = (send: ClaimedSend, outcome: Outcome): Report => ({
  send,
  email: send.email,
  message: null,
  accountVersion: null,
  smtpHost: null,
  outcome,
});
