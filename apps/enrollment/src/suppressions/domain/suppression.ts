import type { Id } from '#kernel';
import type { REASONS } from './reasons.js';

export interface Suppression {
  readonly id: Id<'sup'>;
  readonly workspace_id: Id<'ws'>;
  readonly kind: 'email' | 'domain';
  /** In lower case. */
  readonly value: string;
  /** Only the domain itself, not its subdomains. */
  readonly exact: boolean;
  readonly reason: (typeof REASONS)[number];
  readonly created_at: Date;
}
