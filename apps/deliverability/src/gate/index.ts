export { policyField } from './persistence/gate-policies.sql.js';
