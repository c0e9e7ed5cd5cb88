import {
  MAX_LOG_PAGE_BYTES,
  type CampaignRef,
  type ReadSendLog,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { batchesOf, cursorAfter, uuidIn } from '#messaging';
import { Injectable } from '@nestjs/common';
import { sendView, type SendRow } from '../views/send.view.js';

/** An ordinary send has 650 bytes, so that a page has its bytes before it has so many. */
const MAX_ROWS = 150;

/** $1 workspace, $2 campaign, $3 the last id of the page before or null, $4 how many. Newest first. */
const PAGE = `
select * from send
where workspace_id = $1 and campaign_id = $2 and ($3::uuid is null or id < $3)
order by id desc
limit $4`;

const COUNT = 'select count(*)::int as count from send where workspace_id = $1 and campaign_id = $2';

/** The sends of a campaign from the newest to the first, for whoever copies them. */
@Injectable()
export class SendLog {
  constructor(private readonly database: Database) {}

  /** As many as fit into the message that answers. What is planned after the first page was read is on none. */
  async page({
    workspace_id,
    campaign_id,
    cursor,
  }: RequestOf<typeof ReadSendLog>): Promise<ResponseOf<typeof ReadSendLog>> {
    const rows = await this.database.query<SendRow>(PAGE, [
      uuidOf(workspace_id),
      uuidOf(campaign_id),
      uuidIn(cursor, 'send'),
      MAX_ROWS + 1,
    ]);
    const sends = rows.slice(0, MAX_ROWS).map(sendView);
    const [results = []] = batchesOf(sends, { maxBytes: MAX_LOG_PAGE_BYTES });
    const last = results.at(-1);

    return { results, next_cursor: last && results.length < rows.length ? cursorAfter(last.id) : null };
  }

  async count({ workspace_id, campaign_id }: CampaignRef): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(COUNT, [
      uuidOf(workspace_id),
      uuidOf(campaign_id),
    ]);
    return row?.count ?? 0;
  }
}
