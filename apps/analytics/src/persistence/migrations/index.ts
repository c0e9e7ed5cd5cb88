import { Foundation1700000000000 } from '#database';
import { JobTables1795910400000 } from '#jobs';
import { EmailFacts1700000001000 } from './1700000001000-email-facts.js';
import { Bounces1700000002000 } from './1700000002000-bounces.js';
import { Variants1700000003000 } from './1700000003000-variants.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  EmailFacts1700000001000,
  Bounces1700000002000,
  Variants1700000003000,
  JobTables1795910400000,
];
