import { Foundation1700000000000 } from '#database';
import { CreateCampaigns1795824000000 } from './1795824000000-create-campaigns.js';

/** Oldest first. */
export const migrations = [Foundation1700000000000, CreateCampaigns1795824000000] as const;
