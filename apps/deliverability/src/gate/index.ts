export { GatePolicies } from './persistence/gate-policies.js';
export { policyField } from './persistence/gate-policies.sql.js';
