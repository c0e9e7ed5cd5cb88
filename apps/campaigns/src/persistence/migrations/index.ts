import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { CreateCampaigns1795824000000 } from './1795824000000-create-campaigns.js';
import { WorkspaceSettings1795950100001 } from './1795950100001-workspace-settings.js';
import { AutoPause1796107200000 } from './1796107200000-auto-pause.js';
import { TrackingDomains1796110800000 } from './1796110800000-tracking-domains.js';
import { WarmupRamps1796117400000 } from './1796117400000-warmup-ramps.js';
import { PlatformStates1796200110000 } from './1796200110000-platform-states.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateCampaigns1795824000000,
  WorkspaceSettings1795950100001,
  DeletedWorkspaces1796010000000,
  AutoPause1796107200000,
  TrackingDomains1796110800000,
  WarmupRamps1796117400000,
  PlatformStates1796200110000,
] as const;
