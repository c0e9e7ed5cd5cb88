import type { ObservedState } from './campaign-plan.js';

interface SignalBase {
  /** The moment by the platform's clock. */
  readonly at: Date;
  /** Equal for the same fact however often it is told, and different for two facts: the key against doubles. */
  readonly key: string;
}

/** The kinds of facts about messages. */
export const MESSAGE_SIGNALS = ['sent', 'opened', 'clicked', 'replied', 'bounced', 'unsubscribed'] as const;

/** A fact about one message to one lead. */
export interface MessageSignal extends SignalBase {
  readonly kind: (typeof MESSAGE_SIGNALS)[number];
  readonly platformCampaignId: string;
  /** The lead's address, in lower case. */
  readonly email: string;
  readonly leadId: string | null;
  /** From 1; null where the platform does not tell. */
  readonly stepNumber: number | null;
  /** The sending account, in lower case. */
  readonly accountEmail: string | null;
  /** The Message-ID of the mail this is about (for a reply: of the reply), without angle brackets. */
  readonly messageId: string | null;
  /** A bot, not a person, opened or clicked. */
  readonly machine: boolean;
  /** The link of a click. */
  readonly url?: string;
  readonly reply?: SignalReply;
  /** Words of the mail server, for a bounce. */
  readonly bounce?: { readonly words: string };
  /** Text of the message that was sent, where the platform tells it. */
  readonly subject?: string;
}

export interface SignalReply {
  readonly text: string | null;
  readonly html: string | null;
  readonly subject: string | null;
  /** The platform takes it for an automatic answer. */
  readonly automatic: boolean;
}

/** Their campaign has another state. */
export interface CampaignSignal extends SignalBase {
  readonly kind: 'campaign_state';
  readonly platformCampaignId: string;
  readonly state: ObservedState;
}

/** The platform cannot send by this account any more. */
export interface AccountSignal extends SignalBase {
  readonly kind: 'account_error';
  /** In lower case. */
  readonly accountEmail: string;
  readonly message: string;
}

export type Signal = MessageSignal | CampaignSignal | AccountSignal;

/** The content of a hook: its facts (none for an event that we do not use), or the reason why it is not understood. */
export type ParsedHook = readonly Signal[] | { readonly unknown: string };
