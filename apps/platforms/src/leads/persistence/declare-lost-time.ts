import { withServiceClient } from '#database';

/** Leads that arrive later are compared with it. */
const DECLARE = `
insert into lost_time (starts_at, ends_at) values ($1, $2)
on conflict (ends_at) do update set starts_at = least(lost_time.starts_at, excluded.starts_at)`;

/** $1 the end of the lost time. */
const DOUBT = `
update lead
set status = 'doubtful', claim_id = coalesce(claim_id, gen_random_uuid()), push_started_at = coalesce(push_started_at, $1),
  next_attempt_at = least(next_attempt_at, $1)
where status in ('waiting', 'pushing') and due_at <= $1`;

/**
 * For the operator's tool: has leads looked up at their platform that may have been pushed in the time that was lost, before
 * any of them is pushed. `url` is that of the service, which must not run. Resolves with how many are in doubt already.
 */
export const declareLostTime = (url: string, from: Date, until: Date): Promise<number> =>
  withServiceClient({ url, service: 'platforms', tool: 'nimbus-restore' }, async (client) => {
    await client.query(DECLARE, [from, until]);
    return (await client.query(DOUBT, [until])).rowCount ?? 0;
  });
