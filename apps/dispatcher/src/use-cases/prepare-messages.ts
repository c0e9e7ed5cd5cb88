import { chooseVariant, copyOf, openingOf, reasonOf } from '#composing';
import type { Recipient, StepVariant, StepView, Transport } from '#contracts';
import { Clock } from '#kernel';
import { signTrackingToken } from '#tracking';
import { Injectable } from '@nestjs/common';
import { Contents } from '../clients/contents.js';
import { Enrollment } from '../clients/enrollment.js';
import type { Letter } from '../domain/email-message.js';
import { Transports } from '../clients/transports.js';
import { composeLetter } from '../composing/compose-email-message.js';
import { refusalOf, tryAgain, type Outcome } from '../domain/outcome.js';
import { RecipientWindow } from '../domain/recipient-window.js';
import { inThread, type EarlierMessage } from '../domain/thread.js';
import type { Claim, ClaimedSend } from '../persistence/claims.js';
import { Sends } from '../persistence/sends.js';
import { inTurns } from './in-turns.js';

/** Where pixels point to, and what signs them. Injected. */
export abstract class TrackingOptions {
  abstract readonly publicUrl: string;
  abstract readonly secret: string;
}

/** A send that is ready to leave, or what became of it before that. */
export type Prepared =
  | {
      readonly send: ClaimedSend;
      readonly letter: Letter;
      /** The label of the variant that it is written in. */
      readonly variant: string | null;
      readonly transport: Transport;
      /** When the window closes where the contact is; null where the campaign's own zone counts. */
      readonly closesAt: Date | null;
    }
  | { readonly send: ClaimedSend; readonly outcome: Outcome };

interface Known {
  readonly recipient: Recipient;
  readonly transport: Transport | undefined;
  readonly step: StepView | undefined;
  readonly opening: StepView | undefined;
  readonly earlier: readonly EarlierMessage[];
  readonly openTracking: boolean;
  readonly closesAt: Date | null;
}

/** Asks once for the whole claim who is still wanted and what to write, then composes. */
@Injectable()
export class PrepareLetters {
  constructor(
    private readonly enrollment: Enrollment,
    private readonly contents: Contents,
    private readonly transports: Transports,
    private readonly sends: Sends,
    private readonly tracking: TrackingOptions,
    private readonly clock: Clock,
  ) {}

  /** Rejects with DomainError `unavailable` when a neighbour is: nothing has begun then. */
  async execute(claim: Claim): Promise<Prepared[]> {
    const { sends, campaignId, campaignVersion, openTracking } = claim;
    const window = claim.recipientWindow && new RecipientWindow(claim.recipientWindow);
    const followUps = sends.filter(({ stepNumber }) => stepNumber > 1);
    const [confirmations, content, transports, earlier] = await Promise.all([
      this.enrollment.confirm(sends),
      this.contents.of(campaignId, campaignVersion),
      this.transports.of(new Set(sends.map(({ accountId }) => accountId))),
      this.sends.earlierMessages(followUps.map(({ enrollmentId }) => enrollmentId)),
    ]);

    return inTurns(sends, (send, at): Prepared => {
      const confirmation = confirmations[at];
      const step = content.steps.find(({ id }) => id === send.stepId);
      if (confirmation?.wanted !== true) {
        return { send, outcome: { kind: 'canceled', reason: confirmation?.reason ?? 'unknown' } };
      }
      return this.prepareInWindow(send, window, {
        recipient: confirmation.recipient,
        transport: transports.get(send.accountId),
        step,
        opening: step && openingOf(content.steps, step),
        earlier: earlier.get(send.enrollmentId) ?? [],
        openTracking,
        closesAt: null,
      });
    });
  }

  /**
   * Its time was chosen when it was planned: what is put off here had to wait for too long, or the window or the
   * contact's zone is another one since. It is put off to a time that is still to come, and so not claimed again before.
   */
  private prepareInWindow(send: ClaimedSend, window: RecipientWindow | null, known: Known): Prepared {
    const now = this.clock.now();
    const interval = window?.openAt(known.recipient.time_zone, now);
    if (interval === undefined) return this.prepare(send, known);
    const { from, until } = interval;

    return from > now
      ? { send, outcome: { kind: 'deferred', dueAt: from, closesAt: until } }
      : this.prepare(send, { ...known, closesAt: until });
  }

  private prepare(send: ClaimedSend, known: Known): Prepared {
    const { transport, step, opening } = known;
    if (step === undefined || opening === undefined) {
      return { send, outcome: failed('step_missing', 'the step is not part of the sequence any more') };
    }
    if (transport === undefined) {
      const refusal = refusalOf('no_transport', 'the inbox has no server to hand over to');
      return {
        send,
        outcome: tryAgain(refusal, 'patient', { attempts: send.attempts, now: this.clock.now() }),
      };
    }
    return this.compose(send, { ...known, transport, step, opening });
  }

  private compose(
    send: ClaimedSend,
    known: Known & { transport: Transport; step: StepView; opening: StepView },
  ): Prepared {
    const { transport, openTracking, closesAt, ...facts } = known;
    const variant = variantOf(facts.step, send);
    try {
      const letter = composeLetter({
        ...facts,
        sendId: send.id,
        variant,
        opening: copyOf(facts.opening, variantOf(facts.opening, send)),
        earlier: inThread(facts.earlier, facts.opening),
        sender: transport,
        pixelUrl: openTracking ? this.pixelUrl(send, variant) : null,
        date: this.clock.now(),
      });
      return { send, letter, variant: variant?.label ?? null, transport, closesAt };
    } catch (error) {
      // A template is somebody's text, and what it does wrong is an outcome of this send and no failure of ours.
      const where = variant === undefined ? '' : `variant ${variant.label}: `;
      return { send, outcome: failed('template_failed', where + reasonOf(error)) };
    }
  }

  private pixelUrl(send: ClaimedSend, variant: StepVariant | undefined): string {
    const token = signTrackingToken(this.tracking.secret, {
      workspace_id: send.workspaceId,
      send_id: send.id,
      campaign_id: send.campaignId,
      enrollment_id: send.enrollmentId,
      contact_id: send.contactId,
      step_id: send.stepId,
      step_number: send.stepNumber,
      ...(variant && { variant: variant.label }),
    });
    return `${this.tracking.publicUrl}/t/${token}.gif`;
  }
}

const variantOf = ({ variants = [] }: StepView, { id }: ClaimedSend): StepVariant | undefined =>
  chooseVariant(variants, id);

const failed = (code: string, message: string): Outcome => ({
  kind: 'failed',
  refusal: refusalOf(code, message),
});
