import { Injectable } from '@nestjs/common';
import type { AddEnrollments as AddEnrollmentsRequest, EnrollResult, RequestOf } from '#contracts';
import { Database, type Transaction } from '#database';
import { Clock, idOf, uuidOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { isInvalid, notSuppressed } from '../../contacts/index.js';

interface CheckedRow {
  readonly contact_id: string;
  /** Null: enrolled. */
  readonly reason: EnrollResult['skipped'][number]['reason'] | null;
}

/**
 * $1 workspace, $2 campaign, $3 contacts, $4 now: enrolls those that may be, as waiting for their start, and answers
 * the others with what is in the way, in the order in which they were named.
 *
 * Each contact and its enrollment are looked up by their keys, one by one; `limit 1` enforces it. PostgreSQL takes tables
 * that an import has just filled, and that were not analyzed yet, for empty: it read all contacts of the workspace for each
 * named one, 5,000 times 200,000 in minutes.
 */
export const ADD_ENROLLMENTS = `
  with requested as (
    select id, min(place) as place from unnest($3::uuid[]) with ordinality as a(id, place) group by id
  ), checked as materialized (
    select requested.id, requested.place, c.workspace_id, c.email,
      case
        when c.id is null then 'not_found'
        when e.is_in then 'already_enrolled'
        when not (${notSuppressed('c')}) then 'suppressed'
        when ${isInvalid('c')} then 'invalid_email'
      end as reason
    from requested
    left join lateral (
      select * from contact where workspace_id = $1 and id = requested.id and deleted_at is null limit 1
    ) c on true
    left join lateral (
      select true as is_in from enrollment where campaign_id = $2 and contact_id = requested.id limit 1
    ) e on true
  ), added as (
    insert into enrollment (id, workspace_id, campaign_id, contact_id, email, status, enrolled_at, source)
    select uuid_v7(), $1, $2, id, email, 'pending', $4, 'manual' from checked where reason is null order by place
    on conflict (campaign_id, contact_id) do nothing
    returning contact_id
  )
  select id as contact_id, reason from checked where reason is not null
  union all
  select contact_id, null from added`;

/** Enrolls contacts that were named. They wait until the campaign and its daily quota let them start. */
@Injectable()
export class AddEnrollments {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly clock: Clock,
  ) {}

  execute({
    workspace_id,
    snapshot,
    contact_ids,
  }: RequestOf<typeof AddEnrollmentsRequest>): Promise<EnrollResult> {
    const { id } = snapshot.campaign;
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.replicas.accept(tx, [snapshot], now); // locks the replica, also where it is known already
      const values = [uuidOf(workspace_id), uuidOf(id), contact_ids.map(uuidOf), now];
      const result = await addEnrollments(tx, values);
      await this.replicas.wake(tx, [id], now);
      return result;
    });
  }
}

/** The values are those of the statement: uuids. */
export async function addEnrollments(tx: Transaction, values: readonly unknown[]): Promise<EnrollResult> {
  const rows = await tx.query<CheckedRow>(ADD_ENROLLMENTS, values);
  const skipped = rows.flatMap(({ contact_id, reason }) =>
    reason === null ? [] : [{ contact_id: idOf('cont', contact_id), reason }],
  );
  return { enrolled: rows.length - skipped.length, skipped };
}
