export { HostRefused } from './host-refused.js';
export { HttpFailure, type HttpFailureCode } from './http-failure.js';
export { OutboundHttp, type HttpAnswer, type HttpRequest } from './outbound-http.js';
export { outboundOf, outboundVariables } from './outbound-config.js';
export { Outbound } from './outbound.js';
export { destinationOf } from './web-address.js';
export { withoutCredentials, type Login } from './without-credentials.js';
