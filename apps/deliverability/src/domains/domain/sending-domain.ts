import type { Id } from '#kernel';
import type { Findings } from './domain-state.js';

/** A domain that accounts of a workspace send from. */
export interface SendingDomain {
  readonly id: Id<'dom'>;
  readonly workspace_id: Id<'ws'>;
  /** In lower case, as the DNS has it. */
  readonly domain: string;
  readonly findings: Findings;
  readonly accounts: number;
  /** When its first account was added, or began its warmup elsewhere. */
  readonly first_seen_at: Date;
  readonly checked_at: Date | null;
  /** The latest check that had all its answers. */
  readonly known_at: Date | null;
  readonly next_check_at: Date;
}
