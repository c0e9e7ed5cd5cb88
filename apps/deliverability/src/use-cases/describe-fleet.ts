import { Injectable } from '@nestjs/common';
import type { FleetView } from '#contracts';
import { Clock, idOf, type Id } from '#kernel';
import { bandOf, componentsOf, scoreOf } from '../domain/deliverability-score.js';
import { STAGES } from '../domain/warmup-stage.js';
import {
  FleetFigures,
  type InboxRow,
  type StageRow,
  type StandingRow,
} from '../persistence/fleet-figures.js';

/** Of domains and of inboxes: the answer has to fit into one message whatever the fleet's size. */
const SHOWN = 200;

@Injectable()
export class DescribeFleet {
  constructor(
    private readonly figures: FleetFigures,
    private readonly clock: Clock,
  ) {}

  async execute(workspaceId: Id<'ws'>): Promise<FleetView> {
    const now = this.clock.now();
    const [standings, stages, inboxes] = await Promise.all([
      this.figures.standings(workspaceId, now),
      this.figures.stages(workspaceId, now),
      this.figures.worstInboxes(workspaceId, SHOWN, now),
    ]);
    const fleet = standings.find(({ domain }) => domain === null);
    if (fleet === undefined) throw new Error('the empty grouping set always has a row');

    return {
      ...scoredOf(fleet),
      stages: histogramOf(stages),
      domains: worstDomains(standings),
      inboxes: inboxes.map(inboxView),
    };
  }
}

function scoredOf(standing: StandingRow) {
  const components = componentsOf(standing);
  const score = scoreOf(components);
  return {
    score,
    band: score === null ? null : bandOf(score),
    components,
    sent: standing.sent,
    bounced: standing.bounced,
    complained: standing.complained,
    inboxes_total: standing.inboxes_total,
  };
}

/** Those of which nothing is known come last. */
const worstDomains = (standings: readonly StandingRow[]): FleetView['domains'] =>
  standings
    .flatMap((standing) =>
      standing.domain === null ? [] : [{ domain: standing.domain, ...scoredOf(standing) }],
    )
    .toSorted((a, b) => (a.score ?? 101) - (b.score ?? 101) || a.domain.localeCompare(b.domain))
    .slice(0, SHOWN);

const histogramOf = (rows: readonly StageRow[]): FleetView['stages'] =>
  STAGES.map(({ stage }) => ({
    stage,
    inboxes: rows.find((row) => row.stage === stage)?.inboxes ?? 0,
  }));

const inboxView = (row: InboxRow): FleetView['inboxes'][number] => ({
  sending_account_id: idOf('ea', row.id),
  email: row.email,
  status: row.status,
  stage: row.stage,
  score: row.health_score,
  band: bandOf(row.health_score),
  sent: row.sent,
  bounced: row.bounced,
  complained: row.complained,
});
