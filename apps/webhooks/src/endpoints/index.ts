export { EndpointTargets, type EndpointTarget } from './persistence/endpoint-targets.js';
export { Endpoints } from './persistence/endpoints.js';
export { reencryptSecrets } from './persistence/reencrypt-secrets.js';
