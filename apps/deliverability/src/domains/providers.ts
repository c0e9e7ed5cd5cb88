import { AccountDomains } from '../accounts/index.js';
import { KnownDomains } from '../gate/index.js';
import { DomainChecks } from './persistence/domain-checks.js';
import { GateDomains } from './persistence/gate-domains.js';
import { SendingDomains } from './persistence/sending-domains.js';
import { DomainChecksSchedule } from './transport/domain-checks.schedule.js';
import { SendingDomainsController } from './transport/sending-domains.controller.js';
import { CheckDomain } from './use-cases/check-domain.js';

export const controllers = [SendingDomainsController];
export const providers = [
  DomainChecks,
  SendingDomains,
  { provide: AccountDomains, useExisting: SendingDomains },
  { provide: KnownDomains, useClass: GateDomains },
  CheckDomain,
  DomainChecksSchedule,
];
