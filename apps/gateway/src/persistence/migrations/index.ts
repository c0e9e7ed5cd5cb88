import { Foundation1700000000000 } from '#database';
import { Workspaces1700000100000 } from './1700000100000-workspaces.js';
import { RateLimits1700000200000 } from './1700000200000-rate-limits.js';
import { Idempotency1700000300000 } from './1700000300000-idempotency.js';
import { KeysAndClients1700000400000 } from './1700000400000-keys-and-clients.js';
import { Sessions1700000500000 } from './1700000500000-sessions.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  Workspaces1700000100000,
  RateLimits1700000200000,
  Idempotency1700000300000,
  KeysAndClients1700000400000,
  Sessions1700000500000,
];
