/**
 * Replicas tell `stored_at` by their own clocks, so that an event may have a later time and a lower position than its
 * neighbour. More than clocks that are synchronised ever differ.
 */
const CLOCKS_DIFFER = "interval '10 seconds'";

/** The lowest position of the events of a workspace that were stored since a time: `since` is a condition on `stored_at`. */
export const firstPosition = (workspace: string, since: string): string => `
  select min(event.position) from (
    select stored_at from event where workspace_id = ${workspace} and ${since} order by stored_at limit 1
  ) earliest
  join event on event.workspace_id = ${workspace}
    and event.stored_at between earliest.stored_at and earliest.stored_at + ${CLOCKS_DIFFER}`;
