import { Injectable } from '@nestjs/common';
import {
  BlockingReasonView,
  type CheckGate as CheckGateRequest,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { Clock, newId } from '#kernel';
import { Metrics } from '#telemetry';
import { Fleet } from '../../health/index.js';
import { blockingReasons, figuresOf } from '../domain/gate.js';
import { warningsOf } from '../domain/warnings.js';
import { GateDecisions } from '../persistence/gate-decisions.js';
import { GatePolicies } from '../persistence/gate-policies.js';
import { KnownDomains } from '../persistence/known-domains.js';

const SERIES = [
  { verdict: 'allowed', reason: 'none' },
  ...BlockingReasonView.shape.code.options.map((reason) => ({ verdict: 'blocked', reason })),
];

/** Answers only after the decision is stored: a decision that nobody can read later explains nothing. */
@Injectable()
export class CheckGate {
  private readonly verdicts;

  constructor(
    private readonly fleet: Fleet,
    private readonly policies: GatePolicies,
    private readonly decisions: GateDecisions,
    private readonly knownDomains: KnownDomains,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.verdicts = metrics.counter(
      {
        name: 'nimbus_gate_verdicts_total',
        help: 'Verdicts of the gate; a blocked one counts once for each reason',
        labels: ['verdict', 'reason'],
      },
      SERIES,
    );
  }

  async execute(campaign: RequestOf<typeof CheckGateRequest>): Promise<ResponseOf<typeof CheckGateRequest>> {
    const now = this.clock.now();
    const policy = await this.policies.get(campaign.workspace_id);
    const { facts, accounts, ...named } = await this.fleet.gateInput(
      { ...campaign, min_stage: policy.min_stage },
      now,
    );
    const reasons = blockingReasons(facts, policy);
    const domains = await this.knownDomains.factsOf(campaign.workspace_id, named.domains);
    const warnings = warningsOf({ ...campaign, ...named, domains }, now);
    const allowed = reasons.length === 0;
    const verdict = allowed ? 'allowed' : 'blocked';
    await this.decisions.add({
      id: newId('evt'),
      workspace_id: campaign.workspace_id,
      campaign_id: campaign.campaign_id ?? null,
      verdict,
      blocking_reasons: reasons,
      warnings,
      facts: figuresOf(facts, policy),
      policy_version: policy.version,
      decided_at: now,
    });
    for (const reason of allowed ? ['none'] : reasons.map(({ code }) => code))
      this.verdicts.inc({ verdict, reason });
    return {
      allowed,
      blocking_reasons: reasons,
      warnings,
      accounts: accounts.map(({ id, status }) => ({ sending_account_id: id, status })),
    };
  }
}
