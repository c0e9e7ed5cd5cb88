import { REASONS } from '../domain/reasons.js';

const strength = (reason: string): string =>
  `array_position(array[${REASONS.map((each) => `'${each}'`).join(', ')}], ${reason})`;

/**
 * Suppresses the addresses of the rows `source`: `workspace_id`, `suppressed_address` in lower case or null, `reason`, `at`.
 * In one order, because two statements that suppress the same addresses would deadlock.
 */
export const suppressAddresses = (source: string): string => `
    insert into suppression as known (workspace_id, kind, value, reason, created_at)
    select distinct on (workspace_id, suppressed_address) workspace_id, 'email', suppressed_address, reason, at
    from ${source}
    where suppressed_address is not null
    order by workspace_id, suppressed_address, ${strength('reason')} desc, at
    on conflict (workspace_id, kind, value) do update set reason = excluded.reason
    where ${strength('known.reason')} < ${strength('excluded.reason')}`;
