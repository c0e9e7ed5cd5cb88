import type { SuppressionReason } from '#contracts';
import type { Id } from '#kernel';

export interface Suppression {
  readonly id: Id<'sup'>;
  readonly workspace_id: Id<'ws'>;
  readonly kind: 'email' | 'domain';
  /** In lower case. */
  readonly value: string;
  /** Only the domain itself, not its subdomains. */
  readonly exact: boolean;
  readonly reason: SuppressionReason;
  readonly created_at: Date;
}
