import { REASONS } from '../domain/reasons.js';

const strength = (reason: string): string =>
  `array_position(array[${REASONS.map((each) => `'${each}'`).join(', ')}], ${reason})`;

/** `xmax` of a row is the transaction itself when the statement changed the row instead of inserting it. */
export const RETURNING =
  'returning known.id, workspace_id, kind, value, exact, reason, created_at, known.xmax = 0 as is_new';

/**
 * Suppresses the addresses of the rows `source`: `workspace_id`, `suppressed_address` in lower case or null, `reason`, `at`.
 * In one order, because two statements that suppress the same addresses would deadlock. Returns those for `addedSuppressions`.
 */
export const suppressAddresses = (source: string): string => `
    insert into suppression as known (workspace_id, kind, value, reason, created_at)
    select distinct on (workspace_id, suppressed_address) workspace_id, 'email', suppressed_address, reason, at
    from ${source}
    where suppressed_address is not null
    order by workspace_id, suppressed_address, ${strength('reason')} desc, at
    on conflict (workspace_id, kind, value) do update set reason = excluded.reason
    where ${strength('known.reason')} < ${strength('excluded.reason')}
    ${RETURNING}`;

/** Those of the written suppressions that were not there before, as `AddedRow`s. */
export const addedSuppressions = (written: string): string => `
    select s.*, c.id as contact_id
    from ${written} s left join lateral (
      select id from contact_lookup
      where s.kind = 'email' and workspace_id = s.workspace_id and address = s.value and deleted_at is null
      limit 1
    ) c on true
    where s.is_new`;
