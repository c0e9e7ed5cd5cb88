import { Injectable } from '@nestjs/common';
import type { SuppressionReason } from '#contracts';
import { Database } from '#database';
import { Clock } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { ChangedContacts } from '../../contacts/index.js';

export interface Suppression {
  readonly id: string;
  readonly workspace_id: string;
  readonly kind: 'email' | 'domain';
  /** In lower case. */
  readonly value: string;
  readonly reason: SuppressionReason;
  readonly created_at: Date;
}

export type NewSuppression = Omit<Suppression, 'id'>;

export interface SuppressionPage {
  readonly workspaceId: string;
  /** Undefined: for any reason. */
  readonly reason: readonly SuppressionReason[] | undefined;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

const ADD = `
  insert into suppression (workspace_id, kind, value, reason, created_at)
  values ($1, $2, lower($3), $4, $5)
  on conflict (workspace_id, kind, value) do nothing`;

const FIND = 'select * from suppression where workspace_id = $1 and kind = $2 and value = lower($3)';

const PAGE = `
  select * from suppression
  where workspace_id = $1 and ($2::text[] is null or reason = any($2)) and ($3::uuid is null or id < $3)
  order by id desc
  limit $4`;

const LIFT = 'delete from suppression where workspace_id = $1 and id = $2 returning *';

@Injectable()
export class Suppressions {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly changedContacts: ChangedContacts,
    private readonly clock: Clock,
  ) {}

  /** Answers what stands there now: the new one, or the one that was faster or earlier. */
  add({ workspace_id, kind, value, reason, created_at }: NewSuppression): Promise<Suppression> {
    return this.database.transaction(async (tx) => {
      await tx.query(ADD, [workspace_id, kind, value, reason, created_at]);
      const [stored] = await tx.query<Suppression>(FIND, [workspace_id, kind, value]);
      if (stored === undefined) throw new Error('a suppression was lifted while it was added');
      return stored;
    });
  }

  /** Newest first. */
  page({ workspaceId, reason, after, limit }: SuppressionPage): Promise<Suppression[]> {
    return this.database.query<Suppression>(PAGE, [workspaceId, reason, after, limit]);
  }

  /**
   * False when there is none. The contact that was suppressed is matched again; for a domain, which may be that of many
   * contacts, the campaigns of the workspace scan again.
   */
  lift(workspaceId: string, id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [lifted] = await tx.query<Suppression>(LIFT, [workspaceId, id]);
      if (lifted === undefined) return false;
      if (lifted.kind === 'email') await this.changedContacts.noteAddress(tx, workspaceId, lifted.value);
      else await this.replicas.scanAgain(tx, workspaceId, this.clock.now());
      return true;
    });
  }
}
