export { HostRefused } from './host-refused.js';
export { destinationOf, httpRequest, type HttpAnswer } from './http-request.js';
export { outboundOf, outboundVariables } from './outbound-config.js';
export { Outbound } from './outbound.js';
export { withoutCredentials, type Login } from './without-credentials.js';
