import { AccountRested, LoginRefused, WarmupBounced, WarmupFailed, WarmupSent } from '#contracts';
import type { Id } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import { refusalOf, type Outcome } from '../domain/outcome.js';

/** A warmup message with its outcome. */
export interface EndedWarmup {
  readonly id: Id<'send'>;
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly accountId: Id<'ea'>;
  /** The version of the account whose login was tried. */
  readonly accountVersion: number | null;
  readonly messageId: string | null;
  readonly outcome: Outcome;
  readonly at: Date;
}

const NOT_STARTED = refusalOf('not_started', 'the campaign was paused, or the process ended');

export function warmupOutcomeEvents(ended: EndedWarmup): EventMessage[] {
  const { outcome, messageId } = ended;
  if (outcome.kind === 'sent' && messageId !== null) {
    return toMessages(WarmupSent, [makeEvent(WarmupSent, draftOf(ended, { message_id: messageId }))]);
  }
  const refusal = 'refusal' in outcome ? outcome.refusal : NOT_STARTED;
  if (outcome.kind === 'bounced') {
    return toMessages(WarmupBounced, [makeEvent(WarmupBounced, draftOf(ended, { refusal }))]);
  }
  const indeterminate = outcome.kind === 'indeterminate';
  return toMessages(WarmupFailed, [makeEvent(WarmupFailed, draftOf(ended, { indeterminate, refusal }))]);
}

/** `stoppedUntil`: the end of a rest that begins, any time for a refused account, null for one that had stopped before. */
export function accountStopEvents(ended: EndedWarmup, stoppedUntil: Date | null): EventMessage[] {
  const { outcome, accountVersion } = ended;
  if (stoppedUntil === null) return [];
  if (outcome.kind === 'account_refused') {
    const { smtp_code, message: answer } = outcome.refusal;
    const data = { ...stopOf(ended), answer, smtp_code, version: accountVersion ?? undefined };
    return toMessages(LoginRefused, [makeEvent(LoginRefused, { ...originOf(ended), data })]);
  }
  if (outcome.kind !== 'account_rests') return [];
  const data = { ...stopOf(ended), answer: outcome.refusal.message, until: stoppedUntil.toISOString() };
  return toMessages(AccountRested, [makeEvent(AccountRested, { ...originOf(ended), data })]);
}

const originOf = ({ workspaceId, at }: EndedWarmup) => ({ service: 'dispatcher', workspaceId, time: at });

const stopOf = ({ accountId, at }: EndedWarmup) => ({ sending_account_id: accountId, at: at.toISOString() });

const draftOf = <Data extends object>(ended: EndedWarmup, data: Data) => ({
  ...originOf(ended),
  data: { ...stopOf(ended), send_id: ended.id, campaign_id: ended.campaignId, ...data },
});
