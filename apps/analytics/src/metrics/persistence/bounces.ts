import { Injectable } from '@nestjs/common';
import type { BounceClass } from '#contracts';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';

/** The reason why one message bounced. */
export interface Bounce {
  readonly send_id: Id<'send'>;
  readonly workspace_id: Id<'ws'>;
  readonly campaign_id: Id<'camp'>;
  readonly class: BounceClass;
  readonly smtp_code: number | null;
  readonly enhanced_code: string | null;
  readonly message: string;
  readonly at: string;
  /** A delivery report told of it, after the message had been accepted. */
  readonly reported: boolean;
}

export interface CodeCount {
  readonly smtp_code: number | null;
  readonly enhanced_code: string | null;
  readonly class: BounceClass;
  readonly count: number;
  readonly sample: string;
}

const ADD = `
  insert into bounce (send_id, workspace_id, campaign_id, class, smtp_code, enhanced_code, message, at, reported)
  select send_id, workspace_id, campaign_id, class, smtp_code, enhanced_code, left(message, 1000), at, reported
  from jsonb_to_recordset($1::jsonb) as incoming (
    send_id uuid, workspace_id uuid, campaign_id uuid, class text, smtp_code integer, enhanced_code text,
    message text, at timestamptz, reported boolean
  )
  order by send_id
  on conflict do nothing`;

// A campaign's bounces are few beside its messages: auto-pause ends it at some per cent. They are counted at each request.
const BY_CODE = `
  select smtp_code, enhanced_code, class, count(*)::int as count,
    left((array_agg(message order by at desc))[1], 300) as sample
  from bounce
  where workspace_id = $1 and campaign_id = $2
  group by smtp_code, enhanced_code, class
  order by count(*) desc, smtp_code, enhanced_code, class`;

@Injectable()
export class Bounces {
  constructor(private readonly database: Database) {}

  /** To record a bounce again changes nothing. */
  async record(bounces: readonly Bounce[]): Promise<void> {
    if (bounces.length === 0) return;

    const rows = bounces.map((bounce) => ({
      ...bounce,
      send_id: uuidOf(bounce.send_id),
      workspace_id: uuidOf(bounce.workspace_id),
      campaign_id: uuidOf(bounce.campaign_id),
    }));
    await this.database.query(ADD, [JSON.stringify(rows)]);
  }

  /** Most frequent first. */
  byCode(workspaceId: Id<'ws'>, campaignId: Id<'camp'>): Promise<CodeCount[]> {
    return this.database.query<CodeCount>(BY_CODE, [uuidOf(workspaceId), uuidOf(campaignId)]);
  }
}
