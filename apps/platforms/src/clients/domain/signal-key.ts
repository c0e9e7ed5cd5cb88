import type { MessageSignal } from './signal.js';

/** The parts of a fact that tell it from others. */
interface Fact {
  readonly campaign: string;
  readonly email: string;
  readonly step: number | null;
  /** The Message-ID of a reply, or their own id of it. */
  readonly messageId: string | null;
  readonly at: Date;
}

/** The key of a fact whose hook has no id of its own. A lead gets each step once and unsubscribes once; hits and replies recur. */
export function signalKey(
  kind: MessageSignal['kind'],
  { campaign, email, step, messageId, at }: Fact,
): string {
  const about = `${kind}:${campaign}:${email}`;
  if (kind === 'unsubscribed') return about;
  if (kind === 'replied') return `${about}:${messageId ?? at.toISOString()}`;
  if (kind === 'opened' || kind === 'clicked') return `${about}:${step}:${at.toISOString()}`;
  return `${about}:${step ?? at.toISOString()}`;
}
