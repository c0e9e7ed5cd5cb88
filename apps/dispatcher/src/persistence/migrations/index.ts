import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { CreateDispatcher1795824000000 } from './1795824000000-create-dispatcher.js';
import { AddHeldAt1795917845604 } from './1795917845604-add-held-at.js';
import { AccountStops1795918828114 } from './1795918828114-account-stops.js';
import { SignalsOfRecipients1795950310000 } from './1795950310000-signals-of-recipients.js';
import { IndexSendsByAddress1795950311000 } from './1795950311000-index-sends-by-address.js';
import { LinksAndFooters1795950320000 } from './1795950320000-links-and-footers.js';
import { CampaignTraces1795989600000 } from './1795989600000-campaign-traces.js';
import { LostTime1795996800000 } from './1795996800000-lost-time.js';
import { RampLimits1796111800000 } from './1796111800000-ramp-limits.js';
import { WarmupSends1796115400000 } from './1796115400000-warmup-sends.js';
import { DelegatedSends1796200200000 } from './1796200200000-delegated-sends.js';
import { IndexDelegatedSends1796200201000 } from './1796200201000-index-delegated-sends.js';

export const migrations = [
  Foundation1700000000000,
  CreateDispatcher1795824000000,
  AddHeldAt1795917845604,
  AccountStops1795918828114,
  SignalsOfRecipients1795950310000,
  IndexSendsByAddress1795950311000,
  LinksAndFooters1795950320000,
  CampaignTraces1795989600000,
  LostTime1795996800000,
  DeletedWorkspaces1796010000000,
  RampLimits1796111800000,
  WarmupSends1796115400000,
  DelegatedSends1796200200000,
  IndexDelegatedSends1796200201000,
];
