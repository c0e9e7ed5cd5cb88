import { Foundation1700000000000 } from '#database';
import { CreateSendingAccount1762800000000 } from './create-sending-account-1762800000000.js';
import { GatePolicy1765000000000 } from './gate-policy-1765000000000.js';
import { ImapAndDeletion1765100000000 } from './imap-and-deletion-1765100000000.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateSendingAccount1762800000000,
  GatePolicy1765000000000,
  ImapAndDeletion1765100000000,
] as const;
