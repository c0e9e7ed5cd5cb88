import { Injectable } from '@nestjs/common';
import type { AddEnrollments as AddEnrollmentsRequest, EnrollResult, RequestOf } from '#contracts';
import { Database, Outbox, type Transaction } from '#database';
import { Clock, DomainError, idOf, uuidOf, type Id } from '#kernel';
import { takesContacts } from '../../campaigns/domain/enrolling.js';
import { CampaignReplicas } from '../../campaigns/index.js';
import { isInvalid, notSuppressed } from '../../contacts/index.js';
import { startedEvents } from '../events/started-events.js';
import { SyncCampaigns } from './sync-campaigns.js';

type SkippedRow = Record<'id' | 'email', null> & {
  readonly contact_id: string;
  readonly reason: EnrollResult['skipped'][number]['reason'];
};
/** `id`: the uuid of the enrollment. */
type AddedRow = Record<'id' | 'contact_id' | 'email', string> & { readonly reason: null };
type CheckedRow = SkippedRow | AddedRow;

/** Contacts that are to be enrolled, by their uuids. */
interface NamedContacts {
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly contactIds: readonly string[];
  readonly now: Date;
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
    returning id, contact_id, email
  )
  select null::uuid as id, id as contact_id, null as email, reason from checked where reason is not null
  union all
  select id, contact_id, email, null from added`;

/** Enrolls contacts that were named. They wait until the campaign and its daily quota let them start. */
@Injectable()
export class AddEnrollments {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly replicas: CampaignReplicas,
    private readonly syncCampaigns: SyncCampaigns,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `invalid_transition` when the campaign has ended since the snapshot */
  execute({
    workspace_id,
    snapshot,
    contact_ids,
  }: RequestOf<typeof AddEnrollmentsRequest>): Promise<EnrollResult> {
    const { id } = snapshot.campaign;
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.syncCampaigns.accept(tx, [snapshot], now);
      const status = await this.replicas.lock(tx, id);
      if (!takesContacts(status)) throw hasEnded(id, status);
      const contactIds = contact_ids.map(uuidOf);
      const named = { workspaceId: workspace_id, campaignId: id, contactIds, now };
      const result = await addEnrollments(tx, this.outbox, named);
      await this.replicas.wake(tx, [id], now);
      return result;
    });
  }
}

/** Enrolls those of the contacts that may be, and publishes them. */
export async function addEnrollments(
  tx: Transaction,
  outbox: Outbox,
  { workspaceId, campaignId, contactIds, now }: NamedContacts,
): Promise<EnrollResult> {
  const values = [uuidOf(workspaceId), uuidOf(campaignId), contactIds, now];
  const rows = await tx.query<CheckedRow>(ADD_ENROLLMENTS, values);
  const enrollments = rows.flatMap((row) => (row.reason === null ? [enrolledOf(row)] : []));
  await outbox.add(tx, startedEvents({ workspaceId, campaignId, at: now, enrollments }));
  const skipped = rows.flatMap(({ contact_id, reason }) =>
    reason === null ? [] : [{ contact_id: idOf('cont', contact_id), reason }],
  );
  return { enrolled: enrollments.length, skipped };
}

const hasEnded = (id: Id<'camp'>, state: string): DomainError =>
  new DomainError('conflict', 'invalid_transition', `campaign ${id} is ${state}: it cannot enroll`, {
    state,
    action: 'enroll',
  });

const enrolledOf = ({ id, contact_id, email }: AddedRow) => ({
  id: idOf('enr', id),
  contact_id: idOf('cont', contact_id),
  email,
});
