import type { FleetView } from '#contracts';
import { bandOf, componentsOf, scoreOf } from '../domain/deliverability-score.js';
import { STAGES } from '../domain/warmup-stage.js';
import type { AccountFigures, FleetFigures, StandingOfMany } from '../persistence/fleet.js';
import { windowsView } from './windows.view.js';

/** The most domains, and the most accounts, of an answer: it has to fit into one message whatever the fleet's size. */
export const MAX_SHOWN = 200;

export function fleetView({ standings, stages, accounts }: FleetFigures): FleetView {
  const fleet = standings.find(({ domain }) => domain === null);
  if (fleet === undefined) throw new Error('the empty grouping set always has a row');

  return {
    ...scoredView(fleet),
    stages: STAGES.map(({ stage }) => ({
      stage,
      inboxes: stages.find((row) => row.stage === stage)?.accounts ?? 0,
    })),
    domains: worstDomains(standings),
    inboxes: accounts.map(accountView),
  };
}

function scoredView(standing: StandingOfMany) {
  const components = componentsOf(standing);
  const score = scoreOf(components);
  return {
    score,
    band: score === null ? null : bandOf(score),
    components,
    sent: standing.sent,
    bounced: standing.bounced,
    complained: standing.complained,
    windows: windowsView(standing),
    inboxes_total: standing.accounts,
  };
}

/** Domains without a score come last. */
const worstDomains = (standings: readonly StandingOfMany[]): FleetView['domains'] =>
  standings
    .flatMap((standing) =>
      standing.domain === null ? [] : [{ domain: standing.domain, ...scoredView(standing) }],
    )
    .toSorted((a, b) => (a.score ?? 101) - (b.score ?? 101) || a.domain.localeCompare(b.domain))
    .slice(0, MAX_SHOWN);

const accountView = (account: AccountFigures): FleetView['inboxes'][number] => ({
  sending_account_id: account.id,
  email: account.email,
  status: account.status,
  stage: account.stage,
  score: account.health_score,
  band: bandOf(account.health_score),
  sent: account.sent,
  bounced: account.bounced,
  complained: account.complained,
  windows: windowsView(account),
});
