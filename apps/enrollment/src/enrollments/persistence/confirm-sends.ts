import { Injectable } from '@nestjs/common';
import type { ConfirmSends as ConfirmSendsRequest, RequestOf } from '#contracts';
import { Database } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import type { PersonColumns } from '../../contacts/domain/contact.js';
import { notSuppressed } from '../../contacts/index.js';
import { endOfRefusal, refusalOf, type RefusalReason, type SendCandidate } from '../domain/send-refusal.js';
import { finishedColumns } from './end-enrollments.sql.js';
import { FinishedEnrollments, type FinishedRow } from './finished-enrollments.js';
import { domainReplied } from './replied-domains.sql.js';

type SendToConfirm = RequestOf<typeof ConfirmSendsRequest>['sends'][number];

interface CandidateRow extends Omit<SendCandidate, 'enrollment_id'>, PersonColumns {
  readonly enrollment_id: string | null;
  readonly contact_id: string | null;
}

export interface Confirmation {
  /** With the contact as it is now. */
  readonly candidate: SendCandidate & PersonColumns & { readonly contact_id: Id<'cont'> | null };
  /** Undefined: the message may leave. */
  readonly refusal: RefusalReason | undefined;
}

/** $1 workspaces, $2 enrollments, $3 step numbers, as parallel arrays; answers in their order. */
const CONFIRM_SENDS = `
  select
    e.id as enrollment_id, e.status, e.current_step, e.awaiting_step, e.postponed_until,
    ${domainReplied('e', 'c')} as domain_replied,
    c.id as contact_id, c.deleted_at is not null as deleted, not (${notSuppressed('c')}) as suppressed,
    c.email, c.first_name, c.last_name, c.title, c.seniority, c.department, c.phone, c.mobile,
    c.linkedin_url, c.city, c.state, c.country, c.time_zone, c.lead_source, c.company_name, c.company_domain,
    c.company_industry, c.company_employee_count, c.company_revenue_band, c.custom_fields
  from unnest($1::uuid[], $2::uuid[], $3::integer[])
    with ordinality as requested(workspace_id, enrollment_id, step_number, place)
  left join enrollment e on e.id = requested.enrollment_id and e.workspace_id = requested.workspace_id
  left join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
  order by requested.place`;

/** Ends the enrollments $1 (ids) with the statuses $2 and the reasons $3, at $4. */
const END_REFUSED = `
  update enrollment e set
    status = r.status, stop_reason = r.reason, finished_at = $4, awaiting_step = null, next_step_at = null
  from unnest($1::uuid[], $2::text[], $3::text[]) as r(id, status, reason)
  where e.id = r.id and (e.status in ('pending', 'active') or e.awaiting_step is not null)
  returning ${finishedColumns('e')}`;

/** The last check before a message leaves: is the send still wanted? */
@Injectable()
export class ConfirmSends {
  constructor(
    private readonly database: Database,
    private readonly finished: FinishedEnrollments,
    private readonly clock: Clock,
  ) {}

  /** In the order of `sends`. */
  async execute(sends: readonly SendToConfirm[]): Promise<Confirmation[]> {
    const rows = await this.database.query<CandidateRow>(CONFIRM_SENDS, [
      sends.map(({ workspace_id }) => uuidOf(workspace_id)),
      sends.map(({ enrollment_id }) => uuidOf(enrollment_id)),
      sends.map(({ step_number }) => step_number),
    ]);
    const now = this.clock.now();
    const confirmations = rows.map(candidateOf).map((candidate, place) => ({
      candidate,
      refusal: refusalOf(candidate, sends[place]?.step_number ?? 0, now),
    }));
    await this.endRefused(confirmations);
    return confirmations;
  }

  /** A refused send has no outcome: an enrollment that awaits it would keep its campaign open for ever. */
  private async endRefused(confirmations: readonly Confirmation[]): Promise<void> {
    const refused = confirmations.flatMap(({ candidate: { enrollment_id: id }, refusal }) => {
      const ending = refusal && endOfRefusal(refusal);
      return id !== null && ending ? [{ id, ...ending }] : [];
    });
    if (refused.length === 0) return;

    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const ids = refused.map(({ id }) => uuidOf(id));
      const statuses = refused.map(({ status }) => status);
      const reasons = refused.map(({ reason }) => reason);
      const ended = await tx.query<FinishedRow>(END_REFUSED, [ids, statuses, reasons, now]);
      await this.finished.settle(tx, ended, now);
    });
  }
}

const candidateOf = ({ enrollment_id, contact_id, ...row }: CandidateRow): Confirmation['candidate'] => ({
  ...row,
  enrollment_id: enrollment_id === null ? null : idOf('enr', enrollment_id),
  contact_id: contact_id === null ? null : idOf('cont', contact_id),
});
