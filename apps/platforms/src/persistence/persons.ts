import type { PersonData } from '#service';

const LEAD = 'lead.workspace_id = person.in_workspace and lead.contact_id = person.uuid';

/**
 * A lead that the platform has is removed there first, and its row goes with it: without the address nobody could remove it.
 * Its messages, which hold texts, go at once.
 */
export const persons: PersonData = {
  keep: `
    update lead
    set status = case status when 'pushed' then 'leaving' when 'waiting' then 'canceled' else status end,
      leaving_since = coalesce(leaving_since, clock_timestamp()), leave_at = clock_timestamp(), leave_reason = 'contact_erased',
      next_attempt_at = least(next_attempt_at, clock_timestamp())
    from person where ${LEAD} and status not in ('refused', 'removed', 'canceled')`,
  tables: [
    {
      table: 'message',
      mentions: `message.workspace_id = person.in_workspace
        and message.enrollment_id in (select enrollment_id from lead where ${LEAD})`,
    },
    { table: 'lead', mentions: `${LEAD} and lead.status in ('refused', 'removed', 'canceled')` },
  ],
};
