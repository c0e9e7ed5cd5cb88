import { Foundation1700000000000 } from '#database';
import { JobTables1795910400000 } from '#jobs';
import { CreateEnrollment1795824000000 } from './1795824000000-create-enrollment.js';
import { SuppressSubdomains1795917943475 } from './1795917943475-suppress-subdomains.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateEnrollment1795824000000,
  JobTables1795910400000,
  SuppressSubdomains1795917943475,
] as const;
