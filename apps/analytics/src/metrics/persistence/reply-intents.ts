import { Injectable } from '@nestjs/common';
import type { ReplyIntent } from '#contracts';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';

/** One judgement of one reply; the highest version counts. */
export interface JudgedReply {
  readonly reply_id: Id<'rep'>;
  readonly workspace_id: Id<'ws'>;
  readonly campaign_id: Id<'camp'>;
  readonly contact_id: Id<'cont'>;
  readonly intent: ReplyIntent;
  readonly version: number;
}

interface IntentCount {
  readonly intent: ReplyIntent;
  readonly count: number;
}

const RECORD = `
  insert into reply (reply_id, workspace_id, campaign_id, contact_id, intent, version)
  select distinct on (reply_id) reply_id, workspace_id, campaign_id, contact_id, intent, version
  from jsonb_to_recordset($1::jsonb) as incoming (
    reply_id uuid, workspace_id uuid, campaign_id uuid, contact_id uuid, intent text, version integer
  )
  order by reply_id, version desc
  on conflict (reply_id) do update set intent = excluded.intent, version = excluded.version
  where reply.version < excluded.version and reply.workspace_id = excluded.workspace_id`;

/** $1 workspace, $2 campaign. A delivery report is an answer too, and the contact is that of its message. */
const COUNT = `
  select intent, count(distinct contact_id)::int as count
  from (
    select intent, contact_id from reply where workspace_id = $1 and campaign_id = $2
    union all
    select 'bounce', fact.contact_id
    from bounce join email_fact as fact using (send_id)
    where bounce.workspace_id = $1 and bounce.campaign_id = $2 and bounce.reported
  ) as answer
  group by intent`;

/** The intents of replies. */
@Injectable()
export class ReplyIntents {
  constructor(private readonly database: Database) {}

  /** The result is the same in any order and after any repetition. */
  async record(replies: readonly JudgedReply[]): Promise<void> {
    if (replies.length === 0) return;
    const rows = replies.map((reply) => ({
      ...reply,
      reply_id: uuidOf(reply.reply_id),
      workspace_id: uuidOf(reply.workspace_id),
      campaign_id: uuidOf(reply.campaign_id),
      contact_id: uuidOf(reply.contact_id),
    }));
    await this.database.query(RECORD, [JSON.stringify(rows)]);
  }

  /** Contacts by intent; without the intents that nobody had. */
  count(workspaceId: Id<'ws'>, campaignId: Id<'camp'>): Promise<IntentCount[]> {
    return this.database.query<IntentCount>(COUNT, [uuidOf(workspaceId), uuidOf(campaignId)]);
  }
}
