export { assertActive, assertExists, IS_ACTIVE } from './persistence/endpoint-state.js';
export { EndpointTargets, type EndpointTarget } from './persistence/endpoint-targets.js';
export { Endpoints } from './persistence/endpoints.js';
export { secretTables } from './persistence/secret-tables.js';
