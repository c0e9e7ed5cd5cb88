import { Clock } from '#kernel';
import { Injectable, Logger } from '@nestjs/common';
import type { Letter } from '../domain/email-message.js';
import { mimeOf, type Mail } from '../clients/smtp/raw-message.js';
import { SmtpCourier } from '../clients/smtp/smtp-sender.js';
import { Transports } from '../clients/transports.js';
import { outcomeOf, refusalOf, type Outcome } from '../domain/outcome.js';
import type { Claim, ClaimedSend } from '../persistence/claims.js';
import { BeginHandOver } from './start-delivery.js';
import { PrepareLetters, type Prepared } from './prepare-messages.js';
import { RecordOutcomes, type Report } from './record-outcomes.js';

type ReadyToLeave = Exclude<Prepared, { readonly outcome: Outcome }>;

const RELEASED: Outcome = { kind: 'released' };
const IMPOSSIBLE: Outcome = {
  kind: 'failed',
  refusal: refusalOf('message_impossible', 'no message can be made of what was composed'),
};

/** Brings what was claimed to its end: each send is recorded, whatever happens. */
@Injectable()
export class DispatchClaim {
  private readonly logger = new Logger(DispatchClaim.name);

  constructor(
    private readonly prepareLetters: PrepareLetters,
    private readonly beginHandOver: BeginHandOver,
    private readonly courier: SmtpCourier,
    private readonly transports: Transports,
    private readonly recordOutcomes: RecordOutcomes,
    private readonly clock: Clock,
  ) {}

  /**
   * `recorded` is called once per send. Rejects when a neighbour is unavailable, after the claim was given back.
   */
  async execute({ sends, ...claim }: Claim, recorded: () => void): Promise<void> {
    const record = async (report: Report): Promise<void> => {
      await this.recordOutcomes.execute(report);
      recorded();
    };

    let prepared: Prepared[];
    try {
      prepared = await this.prepareLetters.execute({ sends, ...claim });
    } catch (error) {
      await Promise.all(sends.map((send) => record(reportFor(send, RELEASED))));
      throw error;
    }
    await Promise.all(prepared.map(async (each) => record(await this.reportOf(each))));
  }

  private async reportOf(prepared: Prepared): Promise<Report> {
    if ('outcome' in prepared) return reportFor(prepared.send, prepared.outcome);
    const { send, letter, variant, transport } = prepared;
    const outcome = await this.handOver(prepared);
    // Its password may have been mended already: what we know of it is what was refused.
    if (outcome.kind === 'login_refused') this.transports.forget([send.accountId]);

    return {
      send,
      email: letter.to,
      letter: { messageId: letter.messageId, subject: letter.subject, variant },
      accountVersion: transport.version,
      outcome,
    };
  }

  private async handOver({ send, letter, variant, transport, closesAt }: ReadyToLeave): Promise<Outcome> {
    const mail = await this.mailOf(letter);
    if (mail === null) return IMPOSSIBLE;

    const { messageId, subject, to } = letter;
    const begin = (): Promise<boolean> =>
      this.beginHandOver.execute({ send, messageId, subject, variant, email: to, closesAt });
    try {
      const delivery = await this.courier.deliver(transport, mail, begin);
      if (delivery.end === 'not_begun') return RELEASED;
      return outcomeOf(delivery, { attempts: send.attempts, now: this.clock.now() });
    } catch (error) {
      // Only the beginning throws, when the store is away, and it comes before the first byte: nothing left.
      this.logger.warn(`${send.id} was given back: ${String(error)}`);
      return RELEASED;
    }
  }

  /** Null for a letter that no message can be made of, say for its address. */
  private async mailOf(letter: Letter): Promise<Mail | null> {
    try {
      return await mimeOf(letter);
    } catch (error) {
      this.logger.error(`no message can be made of ${letter.messageId}`, error);
      return null;
    }
  }
}

const reportFor = (send: ClaimedSend, outcome: Outcome): Report => ({
  send,
  email: send.email,
  letter: null,
  accountVersion: null,
  outcome,
});
