import { Injectable } from '@nestjs/common';
import type { CampaignRef, ReadSendLog, RequestOf } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { uuidIn } from '#messaging';
import { storedSend, type SendRow, type StoredSend } from './stored-send.js';

/** $1 workspace, $2 campaign, $3 the last id of the page before or null, $4 how many. Newest first. */
const PAGE = `
select * from send
where workspace_id = $1 and campaign_id = $2 and ($3::uuid is null or id < $3)
order by id desc
limit $4`;

const COUNT = 'select count(*)::int as count from send where workspace_id = $1 and campaign_id = $2';

/** All sends of a campaign, newest first, for a service that copies them. */
@Injectable()
export class SendLog {
  constructor(private readonly database: Database) {}

  /** The sends after the cursor. A send that is planned after the first page was read is on no page. */
  async read(
    { workspace_id, campaign_id, cursor }: RequestOf<typeof ReadSendLog>,
    limit: number,
  ): Promise<StoredSend[]> {
    const rows = await this.database.query<SendRow>(PAGE, [
      uuidOf(workspace_id),
      uuidOf(campaign_id),
      uuidIn(cursor, 'send'),
      limit,
    ]);
    return rows.map(storedSend);
  }

  async count({ workspace_id, campaign_id }: CampaignRef): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [
      uuidOf(workspace_id),
      uuidOf(campaign_id),
    ]);
    return row?.count ?? 0;
  }
}
