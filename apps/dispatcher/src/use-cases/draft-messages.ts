import { Injectable } from '@nestjs/common';
import { chooseVariant, textsOf, threadRootOf } from '#composing';
import type { SmtpCredentials, StepVariant, StepView } from '#contracts';
import { Clock } from '#kernel';
import { signSendId, type TrackedMessage } from '#tracking';
import type { Confirmation } from '../clients/enrollment.js';
import type { AccountCredentials } from '../clients/smtp-credentials.js';
import { baseUrl, messageUrls, type MessageUrls } from '../composing/message-urls.js';
import { refusalOf, tryAgain, type Outcome, type Refusal } from '../domain/outcome.js';
import type { RecipientWindow } from '../domain/recipient-window.js';
import { inThread, type EarlierMessage } from '../domain/thread.js';
import { sendFieldsOf } from '../events/outcome-events.js';
import type { Claim, ClaimedSend } from '../persistence/claims.js';
import type { WorkspaceSetting } from '../persistence/workspace-settings.js';
import { failed, type Draft, type Ended } from './prepared.js';

/** The base URL of links and pixels, the secret that signs their tokens, and the domain of answers. Injected. */
export abstract class TrackingOptions {
  abstract readonly publicUrl: string;
  abstract readonly secret: string;
  abstract readonly inboundDomain: string | undefined;
}

export type Wanted = Extract<Confirmation, { wanted: true }>;

/** Everything that the messages of one claim need. */
export interface ClaimContext {
  readonly claim: Pick<Claim, 'openTracking' | 'linkTracking' | 'timeZone'>;
  readonly window: RecipientWindow | null;
  readonly steps: readonly StepView[];
  readonly credentials: ReadonlyMap<string, AccountCredentials>;
  /** The sent messages of each enrollment, oldest first. */
  readonly earlier: ReadonlyMap<string, readonly EarlierMessage[]>;
  readonly setting: WorkspaceSetting;
}

interface MessageParts extends Pick<Wanted, 'recipient'> {
  readonly step: StepView;
  readonly threadRoot: StepView;
  readonly credentials: SmtpCredentials;
  readonly closesAt: Date | null;
}

const NO_SERVER = refusalOf('no_transport', 'the sending account has no SMTP server');
const UNREADABLE_PASSWORD = refusalOf(
  'password_unreadable',
  'the stored password of the sending account cannot be decrypted: enter it again',
);

/** Puts together all that the message of a send is composed of. */
@Injectable()
export class DraftMessages {
  constructor(
    private readonly tracking: TrackingOptions,
    private readonly clock: Clock,
  ) {}

  /**
   * The window of the contact is checked again here: the send may have waited for long, or the window or the contact's
   * zone has changed since it was planned. A deferred send is due in the future, so it is not claimed again before.
   */
  draft(send: ClaimedSend, { recipient }: Wanted, context: ClaimContext): Ended | Draft {
    const now = this.clock.now();
    const interval = context.window?.openAt(recipient.time_zone, now);
    if (interval !== undefined && interval.from > now) {
      return { send, outcome: { kind: 'deferred', dueAt: interval.from, closesAt: interval.until } };
    }
    const step = context.steps.find(({ id }) => id === send.stepId);
    const threadRoot = step && threadRootOf(context.steps, step);
    if (step === undefined || threadRoot === undefined) {
      return { send, outcome: failed('step_missing', 'the step is not part of the sequence any more') };
    }
    const credentials = credentialsIn(context, send);
    if ('code' in credentials) return { send, outcome: this.later(send, credentials) };

    const closesAt = interval?.until ?? null;
    return this.draftOf(send, { recipient, step, threadRoot, credentials, closesAt }, context);
  }

  private later({ attempts }: ClaimedSend, refusal: Refusal): Outcome {
    return tryAgain(refusal, 'patient', { attempts, now: this.clock.now() });
  }

  private draftOf(send: ClaimedSend, parts: MessageParts, context: ClaimContext): Draft {
    const { recipient, step, threadRoot, credentials, closesAt } = parts;
    const { claim, window, earlier, setting } = context;
    const variant = variantOf(step, send);
    const date = this.clock.now();
    const message = trackedMessage(send, variant, date);
    const facts = {
      sendId: send.id,
      sendToken: signSendId(this.tracking.secret, send.id),
      messageText: textsOf(step, variant),
      threadRoot: textsOf(threadRoot, variantOf(threadRoot, send)),
      recipient,
      sender: credentials,
      earlier: inThread(earlier.get(send.enrollmentId) ?? [], threadRoot),
      urls: this.urlsOf(message, parts, context),
      footer: setting,
      inboundDomain: this.tracking.inboundDomain,
      date,
      timeZone: window?.zoneOf(recipient.time_zone) ?? claim.timeZone,
    };
    return { send, facts, variant: variant?.label ?? null, credentials, closesAt };
  }

  private urlsOf(
    message: TrackedMessage,
    { recipient, credentials }: MessageParts,
    { claim, setting: { trackingDomain } }: ClaimContext,
  ): MessageUrls {
    return messageUrls({
      base: baseUrl(this.tracking.publicUrl, trackingDomain),
      secret: this.tracking.secret,
      message,
      tracks: { opens: claim.openTracking, links: claim.linkTracking },
      sender: credentials,
      recipient,
    });
  }
}

/** The credentials of the send's account, or why there are none. */
function credentialsIn({ credentials }: ClaimContext, { accountId }: ClaimedSend): SmtpCredentials | Refusal {
  const found = credentials.get(accountId);
  if (found === undefined) return NO_SERVER;
  if (found === 'unreadable') return UNREADABLE_PASSWORD;
  const { token_error } = found.smtp;
  return token_error === undefined ? found : refusalOf('access_token_missing', token_error);
}

const variantOf = ({ variants = [] }: StepView, { id }: ClaimedSend): StepVariant | undefined =>
  chooseVariant(variants, id);

const trackedMessage = (
  send: ClaimedSend,
  variant: StepVariant | undefined,
  composedAt: Date,
): TrackedMessage => ({
  workspace_id: send.workspaceId,
  ...sendFieldsOf(send),
  ...(variant && { variant: variant.label }),
  composed_at: Math.floor(composedAt.getTime() / 1_000),
});
