import { chooseVariant, copyOf, openingOf, reasonOf } from '#composing';
import type { Recipient, StepVariant, StepView, Transport } from '#contracts';
import { Clock } from '#kernel';
import { signTrackingToken } from '#tracking';
import { Injectable } from '@nestjs/common';
import { Contents } from '../clients/contents.js';
import { Enrollment } from '../clients/enrollment.js';
import type { Letter } from '../clients/smtp/letter.js';
import { Transports } from '../clients/transports.js';
import { composeLetter } from '../composing/compose-letter.js';
import { refusalOf, tryAgain, type Outcome } from '../domain/outcome.js';
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
    }
  | { readonly send: ClaimedSend; readonly outcome: Outcome };

interface Known {
  readonly recipient: Recipient;
  readonly transport: Transport | undefined;
  readonly step: StepView | undefined;
  readonly opening: StepView | undefined;
  readonly earlier: readonly EarlierMessage[];
  readonly openTracking: boolean;
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
  async execute({ sends, campaignId, campaignVersion, openTracking }: Claim): Promise<Prepared[]> {
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
      return this.prepare(send, {
        recipient: confirmation.recipient,
        transport: transports.get(send.accountId),
        step,
        opening: step && openingOf(content.steps, step),
        earlier: earlier.get(send.enrollmentId) ?? [],
        openTracking,
      });
    });
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
    const { transport, openTracking, ...facts } = known;
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
      return { send, letter, variant: variant?.label ?? null, transport };
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
