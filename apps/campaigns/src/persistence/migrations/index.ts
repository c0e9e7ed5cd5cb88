import { Foundation1700000000000 } from '#database';
import { CampaignLists1764500000000 } from './campaign-lists-1764500000000.js';
import { CreateCampaign1762800000000 } from './create-campaign-1762800000000.js';
import { SequenceVariants1764600000000 } from './sequence-variants-1764600000000.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateCampaign1762800000000,
  CampaignLists1764500000000,
  SequenceVariants1764600000000,
] as const;
