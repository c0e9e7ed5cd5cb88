import { Foundation1700000000000 } from '#database';

/** Oldest first. */
export const migrations = [Foundation1700000000000];
