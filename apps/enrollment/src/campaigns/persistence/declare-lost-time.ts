import { withServiceClient } from '#database';

const ENROLLED_SINCE = 'select exists (select from enrollment where enrolled_at > $1) as found';

/** A paused campaign may have been resumed. */
const DECLARE = `
update campaign_replica set lost_at = $1, lost_until = $2,
  wake_at = case when status = 'active' then least(wake_at, clock_timestamp()) end
where status in ('active', 'paused')`;

/**
 * For the operator's tool: has campaigns enroll again as of the time that was lost. `url` is that of the service. Throws
 * where contacts were enrolled since: the service then ran after the loss.
 */
export const declareLostTime = (url: string, from: Date, until: Date): Promise<void> =>
  withServiceClient({ url, service: 'enrollment', tool: 'nimbus-restore' }, async (client) => {
    const { rows } = await client.query<{ found: boolean }>(ENROLLED_SINCE, [until]);
    if (rows[0]?.found)
      throw new Error(
        `contacts were enrolled after ${until.toISOString()}: the services ran again since. Leave out --lost-at.`,
      );
    await client.query(DECLARE, [from, until]);
  });
