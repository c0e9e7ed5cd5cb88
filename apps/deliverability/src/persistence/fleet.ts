import { Injectable } from '@nestjs/common';
import type { CheckGate, RequestOf } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { componentsOf, scoreOf, type Standing } from '../domain/deliverability-score.js';
import type { GateFacts } from '../domain/gate.js';
import { thresholdOf, type Stage } from '../domain/warmup-stage.js';

/**
 * Every figure of the gate in one pass over the workspace's inboxes: 95 ms for 10,000 of them on two cores. `warm` is
 * `thresholdOf` said in SQL; the gate's component test holds it against the stages that accounts show.
 */
const GATE_FACTS = `
  select
    count(*) filter (where warm)::int as stage_inboxes,
    coalesce(sum(week_sent), 0)::int as sent,
    coalesce(sum(week_bounced), 0)::int as bounced,
    sum(week_complained)::int as complained,
    coalesce(sum(known) filter (where active), 0)::int as "authenticationKnown",
    coalesce(sum(passed) filter (where active), 0)::int as "authenticationPassed",
    avg(reputation) filter (where active) as reputation,
    count(*) filter (where chosen and warm and health_score >= $4 and today_sent < daily_send_limit)::int
      as eligible_inboxes,
    coalesce(array_agg(distinct domain order by domain) filter (where chosen and failing), '{}')
      as failing_domains
  from (
    select account.health_score, account.daily_send_limit, account.reputation, days.*,
      account.status = 'active' as active,
      (account.spf <> 'unknown')::int + (account.dkim <> 'unknown')::int + (account.dmarc <> 'unknown')::int as known,
      (account.spf = 'pass')::int + (account.dkim = 'pass')::int + (account.dmarc = 'pass')::int as passed,
      account.id = any($2::uuid[]) and account.deleted_at is null as chosen,
      lower(split_part(account.email, '@', 2)) as domain,
      'fail' in (account.spf, account.dkim, account.dmarc) as failing,
      account.status = 'active'
        and coalesce(account.warmup_started_at, $3) <= $5
        and account.cumulative_sends >= $6
        and coalesce(account.reputation, 0) >= $7 as warm
    from sending_account account
    cross join lateral (select ($3::timestamptz at time zone account.time_zone)::date as today) as local
    cross join lateral (
      select coalesce(sum(sent), 0) as week_sent, coalesce(sum(bounced), 0) as week_bounced,
        sum(complained) as week_complained,
        coalesce(sum(sent) filter (where day = local.today), 0) as today_sent
      from account_day
      where account_id = account.id and day > local.today - 7
    ) as days
    where account.workspace_id = $1
  ) as inbox`;

interface FactsRow extends Standing {
  readonly stage_inboxes: number;
  readonly eligible_inboxes: number;
  readonly failing_domains: string[];
}

@Injectable()
export class Fleet {
  constructor(private readonly database: Database) {}

  async gateFacts(campaign: RequestOf<typeof CheckGate>, minStage: Stage, now: Date): Promise<GateFacts> {
    const { startedBy, sends, reputation } = thresholdOf(minStage, now);
    const [facts] = await this.database.query<FactsRow>(GATE_FACTS, [
      uuidOf(campaign.workspace_id),
      campaign.sending_account_ids.map(uuidOf),
      now,
      campaign.min_health_score,
      startedBy,
      sends,
      reputation,
    ]);
    if (facts === undefined) throw new Error('an aggregate without groups always has a row');

    return {
      stageInboxes: facts.stage_inboxes,
      sent: facts.sent,
      bounced: facts.bounced,
      complained: facts.complained,
      fleetScore: scoreOf(componentsOf(facts)),
      eligibleInboxes: facts.eligible_inboxes,
      failingDomains: facts.failing_domains,
    };
  }
}
