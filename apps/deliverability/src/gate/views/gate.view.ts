import type { GateDecisionView, GatePolicyView } from '#contracts';
import type { GateDecision, VersionedPolicy } from '../domain/gate.js';

export const gateDecisionView = (decision: GateDecision): GateDecisionView => ({
  ...decision,
  type: 'gate_decision',
  warnings: decision.warnings ?? [],
  decided_at: decision.decided_at.toISOString(),
});

export const gatePolicyView = (policy: VersionedPolicy): GatePolicyView => ({
  ...policy,
  updated_at: policy.updated_at?.toISOString() ?? null,
});
