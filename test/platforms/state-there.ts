export type StateThere = 'draft' | 'active' | 'paused' | 'stopped' | 'completed';

/** A message that the platform has sent, with its variables filled in. */
export interface SentThere {
  readonly step: number;
  readonly subject: string;
  readonly body: string;
  readonly from: string;
  readonly messageId: string;
  readonly at: Date;
}

export interface LeadThere {
  readonly id: string;
  /** As it was pushed. */
  readonly email: string;
  readonly variables: Record<string, string>;
  /** How often it was added: 1 where nobody gets a message twice. */
  timesPushed: number;
  state: 'active' | 'paused' | 'replied' | 'bounced' | 'unsubscribed' | 'completed' | 'removed';
  readonly sent: SentThere[];
}

export interface StepThere {
  readonly subject: string;
  readonly body: string;
  /** As the platform was told, in its own unit. */
  readonly delay: number;
}

export interface CampaignThere {
  readonly id: string;
  name: string;
  state: StateThere;
  steps: StepThere[];
  /** Addresses. */
  accounts: string[];
  /** The other settings as they were received, in the platform's words. */
  settings: Record<string, unknown>;
  /** In the order in which they were added; one that was added twice is here twice where the platform does that. */
  readonly leads: LeadThere[];
}

export interface AccountThere {
  readonly id: string;
  readonly email: string;
  name: string;
  /** Whether the platform can send by it. */
  connected: boolean;
  dailyLimit: number;
  sentToday: number;
  warmup: { enabled: boolean; startedAt: Date; sends: number; reputation: number };
}

/** A fact that the platform tells by a hook. */
export interface FactThere {
  readonly kind: 'sent' | 'opened' | 'clicked' | 'replied' | 'bounced' | 'unsubscribed' | 'completed';
  readonly campaign: CampaignThere;
  readonly at: Date;
  /** Absent for `completed`. */
  readonly lead?: LeadThere;
  /** The message that it is about, or the last one. */
  readonly sent?: SentThere;
  readonly machine?: boolean;
  readonly url?: string;
  readonly text?: string;
  readonly automatic?: boolean;
  /** Words of the mail server. */
  readonly words?: string;
  /** Different for each fact. */
  readonly number: number;
}
