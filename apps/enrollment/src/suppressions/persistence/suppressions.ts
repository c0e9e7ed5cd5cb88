import { Injectable } from '@nestjs/common';
import type { SuppressionReason } from '#contracts';
import { Database } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { ChangedContacts } from '../../contacts/index.js';
import type { Suppression } from '../domain/suppression.js';
import { AddedSuppressions, type AddedRow } from './added-suppressions.js';
import { addedSuppressions, RETURNING } from './suppress-addresses.sql.js';

interface SuppressionRow extends Omit<Suppression, 'id' | 'workspace_id'> {
  readonly id: string;
  readonly workspace_id: string;
}

export interface SuppressionPage {
  readonly workspaceId: Id<'ws'>;
  /** Undefined: for any reason. */
  readonly reason: readonly SuppressionReason[] | undefined;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/**
 * A domain that is suppressed with its subdomains is wider than an exact one, and the wider one wins. Answers what was not
 * there before.
 */
const ADD = `
  with written as (
    insert into suppression as known (workspace_id, kind, value, exact, reason, created_at)
    values ($1, $2, lower($3), $4, $5, $6)
    on conflict (workspace_id, kind, value) do update set exact = false where known.exact and not excluded.exact
    ${RETURNING}
  ) ${addedSuppressions('written')}`;

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
    private readonly added: AddedSuppressions,
    private readonly clock: Clock,
  ) {}

  /** Publishes a new one. Answers what stands there now: the new one, or the one that was faster or earlier. */
  add({
    workspace_id,
    kind,
    value,
    exact,
    reason,
    created_at,
  }: Omit<Suppression, 'id'>): Promise<Suppression> {
    return this.database.transaction(async (tx) => {
      const workspace = uuidOf(workspace_id);
      const values = [workspace, kind, value, exact, reason, created_at];
      await this.added.publish(tx, await tx.query<AddedRow>(ADD, values));
      const [stored] = await tx.query<SuppressionRow>(FIND, [workspace, kind, value]);
      if (stored === undefined) throw new Error('a suppression was lifted while it was added');
      return suppressionOf(stored);
    });
  }

  /** Newest first. */
  async page({ workspaceId, reason, after, limit }: SuppressionPage): Promise<Suppression[]> {
    const values = [uuidOf(workspaceId), reason, after, limit];
    return (await this.database.query<SuppressionRow>(PAGE, values)).map(suppressionOf);
  }

  /**
   * False when there is none. The contact that was suppressed is matched again; for a domain, which may be that of many
   * contacts, the campaigns of the workspace scan again.
   */
  lift(workspaceId: Id<'ws'>, id: Id<'sup'>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [lifted] = await tx.query<SuppressionRow>(LIFT, [uuidOf(workspaceId), uuidOf(id)]);
      if (lifted === undefined) return false;
      if (lifted.kind === 'email')
        await this.changedContacts.noteAddress(tx, lifted.workspace_id, lifted.value);
      else await this.replicas.scanAgain(tx, workspaceId, this.clock.now());
      return true;
    });
  }
}

const suppressionOf = (row: SuppressionRow): Suppression => ({
  ...row,
  id: idOf('sup', row.id),
  workspace_id: idOf('ws', row.workspace_id),
});
