/** Why a message bounced; `hard`: the address itself is dead. */
export type BounceClass =
  | 'hard'
  | 'mailbox_unavailable'
  | 'content_rejected'
  | 'reputation_blocked'
  | 'policy_rejected'
  | 'network'
  | 'unknown';
