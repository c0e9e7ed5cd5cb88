import { Foundation1700000000000 } from '#database';
import { JobTables1795910400000 } from '#jobs';
import { CreateEnrollment1795824000000 } from './1795824000000-create-enrollment.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateEnrollment1795824000000,
  JobTables1795910400000,
] as const;
