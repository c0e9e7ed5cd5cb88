export { GateDecisions } from './persistence/gate-decisions.js';
export { KnownDomains } from './persistence/known-domains.js';
export { policyField } from './persistence/gate-policies.sql.js';
export { gateDecisionView } from './views/gate.view.js';
