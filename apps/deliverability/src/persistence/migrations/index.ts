import { Foundation1700000000000 } from '#database';
import { CreateDeliverability1795824000000 } from './1795824000000-create-deliverability.js';

/** Oldest first. */
export const migrations = [Foundation1700000000000, CreateDeliverability1795824000000] as const;
