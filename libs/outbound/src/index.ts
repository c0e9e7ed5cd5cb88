export { HostRefused } from './host-refused.js';
export { outboundOf, outboundVariables } from './outbound-config.js';
export { Outbound } from './outbound.js';
