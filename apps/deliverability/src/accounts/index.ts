export { accountChangedEvents } from './events/sending-account-events.js';
export { AccountDomains } from './persistence/account-domains.js';
export { AccountLog } from './persistence/account-log.js';
export { AccountPauses } from './persistence/account-pauses.js';
export { AccountRamp } from './persistence/account-ramp.js';
export { AccountScores } from './persistence/account-scores.js';
export { accountOf, type SendingAccountRow } from './persistence/sending-account.row.js';
