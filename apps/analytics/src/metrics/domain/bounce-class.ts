/** The number of bounces by class. */
export const NO_BOUNCES = {
  hard: 0,
  mailbox_unavailable: 0,
  content_rejected: 0,
  reputation_blocked: 0,
  policy_rejected: 0,
  network: 0,
  unknown: 0,
};
export type BounceClass = keyof typeof NO_BOUNCES;

/** How a server refused a message. */
export interface Refusal {
  /** The code of RFC 3463, such as 5.1.1. */
  readonly enhanced_code: string | null;
  readonly message: string;
}

// Servers name the reason in words more reliably than in codes: 550 5.7.1 stands for spam, blocklists and policies.
const REPUTATION =
  /block\s?list|black\s?list|\brbl\b|dnsbl|spamhaus|barracuda|reputation|poor sender|banned/i;
const CONTENT = /\bspam|content|virus|malware|phish|suspicious (link|url)/i;
const POLICY = /\bspf\b|dkim|dmarc|policy|not authori[sz]ed|relay|authentication required/i;

/** By the second number of the enhanced code (RFC 3463, section 3). */
const BY_SUBJECT: Readonly<Record<string, BounceClass>> = {
  '1': 'hard',
  '2': 'mailbox_unavailable',
  '3': 'network',
  '4': 'network',
  '6': 'content_rejected',
  '7': 'policy_rejected',
};

/** The class of a bounce. `hard`, by which the dispatcher marks a dead address, decides before any text. */
export function bounceClassOf(hard: boolean, { enhanced_code, message }: Refusal): BounceClass {
  if (hard) return 'hard';
  if (REPUTATION.test(message)) return 'reputation_blocked';
  if (CONTENT.test(message)) return 'content_rejected';
  if (POLICY.test(message)) return 'policy_rejected';

  const subject = /^[245]\.(\d{1,3})\./.exec(enhanced_code ?? '')?.[1];
  return BY_SUBJECT[subject ?? ''] ?? 'unknown';
}
