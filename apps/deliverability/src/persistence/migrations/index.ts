import { DeletedWorkspaces1796010000000, Foundation1700000000000 } from '#database';
import { CreateDeliverability1795824000000 } from './1795824000000-create-deliverability.js';
import { RequireTls1795919579886 } from './1795919579886-require-tls.js';
import { AccountRests1795920056125 } from './1795920056125-account-rests.js';
import { OauthLogins1795950100000 } from './1795950100000-oauth-logins.js';
import { MailboxSeen1795950360000 } from './1795950360000-mailbox-seen.js';
import { MessageFacts1796100000000 } from './1796100000000-message-facts.js';
import { SendingDomains1796103600000 } from './1796103600000-sending-domains.js';
import { IndexAccountsByDomain1796103600001 } from './1796103600001-index-accounts-by-domain.js';
import { DeliverabilityWatch1796107200000 } from './1796107200000-deliverability-watch.js';
import { IndexFactsByCampaign1796107200001 } from './1796107200001-index-facts-by-campaign.js';
import { GateFigures1796110800000 } from './1796110800000-gate-figures.js';
import { WarmupCampaigns1796114400000 } from './1796114400000-warmup-campaigns.js';
import { PlatformAccounts1796203600000 } from './1796203600000-platform-accounts.js';

/** Oldest first. */
export const migrations = [
  Foundation1700000000000,
  CreateDeliverability1795824000000,
  RequireTls1795919579886,
  AccountRests1795920056125,
  OauthLogins1795950100000,
  MailboxSeen1795950360000,
  DeletedWorkspaces1796010000000,
  MessageFacts1796100000000,
  SendingDomains1796103600000,
  IndexAccountsByDomain1796103600001,
  DeliverabilityWatch1796107200000,
  IndexFactsByCampaign1796107200001,
  GateFigures1796110800000,
  WarmupCampaigns1796114400000,
  PlatformAccounts1796203600000,
] as const;
