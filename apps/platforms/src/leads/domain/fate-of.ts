import type { PushFailure, PushResult } from '../../clients/domain/campaign-plan.js';
import { SETTLED_AFTER_MS, type Fate, type FirstSend } from './claimed-lead.js';

/** The fate that a result of the platform means. */
export function fateOf(result: PushResult, fact: FirstSend, now: Date): Fate {
  switch (result.kind) {
    case 'pushed':
      return { kind: 'pushed', platformLeadId: result.leadId };
    case 'refused':
      return { kind: 'refused', code: result.code, message: result.message, fact };
    case 'doubtful':
      return doubt(codeOf(result.failure), result.failure.message, now);
    case 'not_tried':
      return { kind: 'released' };
  }
}

/** A lead of which nobody knows whether the platform has it. */
export function doubt(code: string, message: string, now: Date): Fate {
  return { kind: 'doubtful', nextAttemptAt: new Date(now.getTime() + SETTLED_AFTER_MS), code, message };
}

/** The result of each lead of a request that failed as a whole. */
export function resultOf(failure: PushFailure & { readonly doubtful: boolean }): PushResult {
  if (failure.doubtful) return { kind: 'doubtful', failure };
  if (failure.kind !== 'rejected') return { kind: 'not_tried', failure };
  return { kind: 'refused', code: codeOf(failure), message: failure.message };
}

const codeOf = ({ kind }: PushFailure): string => `platform_${kind}`;
