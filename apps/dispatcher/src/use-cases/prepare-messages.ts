import { Injectable } from '@nestjs/common';
import { chooseVariant, TemplateWorkers, threadRootOf, type Composed } from '#composing';
import type { SmtpCredentials, StepVariant, StepView } from '#contracts';
import { Clock } from '#kernel';
import { signOpenToken } from '#tracking';
import { CampaignContents } from '../clients/campaign-contents.js';
import { Enrollment, type Confirmation } from '../clients/enrollment.js';
import { SmtpCredentialsClient, type AccountCredentials } from '../clients/smtp-credentials.js';
import {
  composeTaskOf,
  emailMessageOf,
  textsOf,
  type MessageFacts,
} from '../composing/compose-email-message.js';
import type { EmailMessage } from '../domain/email-message.js';
import { refusalOf, tryAgain, type Outcome, type Refusal } from '../domain/outcome.js';
import { RecipientWindow } from '../domain/recipient-window.js';
import { inThread, type EarlierMessage } from '../domain/thread.js';
import { sendFieldsOf } from '../events/outcome-events.js';
import type { Claim, ClaimedSend } from '../persistence/claims.js';
import { Sends } from '../persistence/sends.js';
import { CampaignShares } from './campaign-shares.js';

/** The base URL of open pixels, and the secret that signs their tokens. Injected. */
export abstract class TrackingOptions {
  abstract readonly publicUrl: string;
  abstract readonly secret: string;
}

/** A message that may leave. */
export interface PreparedMessage {
  readonly send: ClaimedSend;
  readonly message: EmailMessage;
  /** The label of the variant. */
  readonly variant: string | null;
  readonly credentials: SmtpCredentials;
  /** The end of the contact's window; null where the campaign's zone counts. */
  readonly closesAt: Date | null;
}

/** A message that has to be composed. */
interface Draft extends Omit<PreparedMessage, 'message'> {
  readonly facts: MessageFacts;
}

/** A prepared message, or the outcome of a send that cannot leave now. */
export type Prepared = PreparedMessage | { readonly send: ClaimedSend; readonly outcome: Outcome };

type Wanted = Extract<Confirmation, { wanted: true }>;

interface MessageParts extends Pick<Wanted, 'recipient'> {
  readonly step: StepView;
  readonly threadRoot: StepView;
  readonly credentials: SmtpCredentials;
  readonly closesAt: Date | null;
}

/** Everything that the preparation of one claim needs. */
interface ClaimContext {
  readonly steps: readonly StepView[];
  readonly credentials: ReadonlyMap<string, AccountCredentials>;
  /** The sent messages of each enrollment, oldest first. */
  readonly earlier: ReadonlyMap<string, readonly EarlierMessage[]>;
  readonly openTracking: boolean;
  readonly timeZone: string;
}

const NO_SERVER = refusalOf('no_transport', 'the sending account has no SMTP server');
const UNREADABLE_PASSWORD = refusalOf(
  'password_unreadable',
  'the stored password of the sending account cannot be decrypted: enter it again',
);

/** Confirms the sends of a claim and composes their messages. */
@Injectable()
export class PrepareMessages {
  constructor(
    private readonly enrollment: Enrollment,
    private readonly contents: CampaignContents,
    private readonly credentials: SmtpCredentialsClient,
    private readonly sends: Sends,
    private readonly templates: TemplateWorkers,
    private readonly campaignShares: CampaignShares,
    private readonly tracking: TrackingOptions,
    private readonly clock: Clock,
  ) {}

  /** Rejects with DomainError `unavailable` when another service is; no delivery has started then. */
  async execute(claim: Claim): Promise<Prepared[]> {
    const { sends, campaignId, campaignVersion, openTracking, timeZone } = claim;
    const window = claim.recipientWindow && new RecipientWindow(claim.recipientWindow);
    const followUps = sends.filter(({ stepNumber }) => stepNumber > 1);
    const [confirmations, { steps }, credentials, earlier] = await Promise.all([
      this.enrollment.confirm(sends),
      this.contents.of(campaignId, campaignVersion),
      this.credentials.of(new Set(sends.map(({ accountId }) => accountId))),
      this.sends.earlierMessages(followUps.map(({ enrollmentId }) => enrollmentId)),
    ]);
    const context = { steps, credentials, earlier, openTracking };

    const looked = sends.map((send, at): Prepared | Draft => {
      const confirmation = confirmations[at];
      if (confirmation?.wanted !== true) {
        return { send, outcome: outcomeOfRefusal(confirmation) };
      }
      const zone = window?.zoneOf(confirmation.recipient.time_zone) ?? timeZone;
      return this.draft(send, confirmation, window, { ...context, timeZone: zone });
    });
    return this.compose(looked);
  }

  private async compose(looked: readonly (Prepared | Draft)[]): Promise<Prepared[]> {
    const drafts = looked.filter((each) => 'facts' in each);
    const [first] = drafts;
    const tasks = drafts.map(({ facts }) => composeTaskOf(facts));
    const composed = first ? await this.templates.compose(first.send.workspaceId, tasks) : [];
    if (first && this.templates.refuses(first.send.workspaceId, tasks)) {
      this.campaignShares.rest(first.send.campaignId);
    }

    const next = composed.values();
    return looked.map((each) => ('facts' in each ? preparedOf(each, next.next().value) : each));
  }

  /**
   * The window of the contact is checked again here: the send may have waited for long, or the window or the contact's
   * zone has changed since it was planned. A deferred send is due in the future, so it is not claimed again before.
   */
  private draft(
    send: ClaimedSend,
    { recipient }: Wanted,
    window: RecipientWindow | null,
    context: ClaimContext,
  ): Prepared | Draft {
    const now = this.clock.now();
    const interval = window?.openAt(recipient.time_zone, now);
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

  private draftOf(
    send: ClaimedSend,
    { recipient, step, threadRoot, credentials, closesAt }: MessageParts,
    { earlier, openTracking, timeZone }: ClaimContext,
  ): Draft {
    const variant = variantOf(step, send);
    const facts = {
      sendId: send.id,
      messageText: textsOf(step, variant),
      threadRoot: textsOf(threadRoot, variantOf(threadRoot, send)),
      recipient,
      sender: credentials,
      earlier: inThread(earlier.get(send.enrollmentId) ?? [], threadRoot),
      pixelUrl: openTracking ? this.pixelUrl(send, variant) : null,
      date: this.clock.now(),
      timeZone,
    };
    return { send, facts, variant: variant?.label ?? null, credentials, closesAt };
  }

  private pixelUrl(send: ClaimedSend, variant: StepVariant | undefined): string {
    const token = signOpenToken(this.tracking.secret, {
      workspace_id: send.workspaceId,
      ...sendFieldsOf(send),
      ...(variant && { variant: variant.label }),
      composed_at: Math.floor(this.clock.now().getTime() / 1_000),
    });
    return `${this.tracking.publicUrl}/t/${token}.gif`;
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

/** A template is a customer's text, so its failure is an outcome of this send and no failure of the process. */
function preparedOf({ facts, ...draft }: Draft, composed: Composed | undefined): Prepared {
  const { send, variant } = draft;
  const where = variant === null ? '' : `variant ${variant}: `;
  if (composed === undefined || 'failure' in composed) {
    return { send, outcome: failed('template_failed', where + (composed?.failure.message ?? 'no result')) };
  }
  const [empty] = composed.emptyFields;
  if (empty !== undefined) {
    const code = empty === 'subject' ? 'empty_subject' : 'empty_body';
    return { send, outcome: failed(code, `${where}the ${empty} is empty for this contact`) };
  }
  return { ...draft, message: emailMessageOf(facts, composed) };
}

/** A postponed message is due again then, and its window is looked at again. */
function outcomeOfRefusal(refusal: Exclude<Confirmation, Wanted> | undefined): Outcome {
  const notBefore = refusal?.reason === 'postponed' ? refusal.not_before : undefined;
  return notBefore === undefined
    ? { kind: 'canceled', reason: refusal?.reason ?? 'unknown' }
    : { kind: 'deferred', dueAt: new Date(notBefore), closesAt: null };
}

const failed = (code: string, message: string): Outcome => ({
  kind: 'failed',
  refusal: refusalOf(code, message),
});
