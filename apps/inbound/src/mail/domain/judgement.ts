import type { Mail } from './mail.js';

/** The ten intents of a reply (a test holds them against the contract). */
export type ReplyIntent =
  | 'interested'
  | 'not_interested'
  | 'objection'
  | 'question'
  | 'referral'
  | 'wrong_person'
  | 'ooo'
  | 'unsubscribe'
  | 'bounce'
  | 'other';

/** The meaning of a mail. `confidence` goes from 0 to 1. */
export type Judgement =
  | {
      readonly kind: 'delivery_report';
      readonly recipients: readonly ReportedRecipient[];
      readonly original: OriginalMail;
    }
  | { readonly kind: 'complaint'; readonly original: OriginalMail }
  /** Out of the office. `returnsOn` (YYYY-MM-DD) is the first day back. */
  | { readonly kind: 'auto_reply'; readonly confidence: number; readonly returnsOn: string | null }
  | { readonly kind: 'unsubscribe_request'; readonly confidence: number }
  | {
      readonly kind: 'reply';
      readonly intent: ReplyIntent;
      readonly confidence: number;
      /** A program wrote it: "no longer works here" (`wrong_person`), or a receipt of a help desk (`other`). */
      readonly automatic: boolean;
    }
  /** Says nothing about the contact: a read receipt, an answer to an invitation, a list's administration. */
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason };

export type IgnoredReason =
  'calendar' | 'challenge' | 'feedback_without_complaint' | 'mailing_list' | 'not_a_failure' | 'read_receipt';

/** One recipient of a delivery report (RFC 3464, section 2.3). */
export interface ReportedRecipient {
  /** The address in lower case; null where the report names none. */
  readonly email: string | null;
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  readonly smtpCode: number | null;
  readonly enhancedCode: string | null;
  /** The answer of the server in one line, such as `550 5.1.1 user unknown`. */
  readonly answer: string;
}

/** The mail that a report is about, as far as the report says it. Message ids are without brackets. */
export interface OriginalMail {
  readonly messageIds: readonly string[];
  readonly to: readonly string[];
}

export interface JudgeOptions {
  readonly now: Date;
}

/** One rule: null where it has nothing to say about the mail. */
export type JudgementRule = (mail: Mail, options: JudgeOptions) => Judgement | null;
