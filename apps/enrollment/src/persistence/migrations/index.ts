import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { JobTables1795910400000 } from '#jobs';
import { CreateEnrollment1795824000000 } from './1795824000000-create-enrollment.js';
import { SuppressSubdomains1795917943475 } from './1795917943475-suppress-subdomains.js';
import { FoldContactTexts1795918560471 } from './1795918560471-fold-contact-texts.js';
import { IndexContactTerms1795918561471 } from './1795918561471-index-contact-terms.js';
import { StopThoseWhoAnswer1795950600000 } from './1795950600000-stop-those-who-answer.js';
import { IndexColleagues1795950601000 } from './1795950601000-index-colleagues.js';
import { CampaignTraces1795989600000 } from './1795989600000-campaign-traces.js';
import { LostTime1795996800000 } from './1795996800000-lost-time.js';
import { ErasedAddresses1796011000000 } from './1796011000000-erased-addresses.js';
import { DelegatedCampaigns1796200200000 } from './1796200200000-delegated-campaigns.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateEnrollment1795824000000,
  JobTables1795910400000,
  SuppressSubdomains1795917943475,
  FoldContactTexts1795918560471,
  IndexContactTerms1795918561471,
  StopThoseWhoAnswer1795950600000,
  IndexColleagues1795950601000,
  CampaignTraces1795989600000,
  LostTime1795996800000,
  DeletedWorkspaces1796010000000,
  ErasedAddresses1796011000000,
  DelegatedCampaigns1796200200000,
] as const;
