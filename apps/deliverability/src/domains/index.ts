export { SendingDomains } from './persistence/sending-domains.js';
