import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { SendingDomains } from '../persistence/sending-domains.js';
import { CheckDomain } from '../use-cases/check-domain.js';

const REST_MS = 10_000;
/** Accounts that a process of the version before has added come without their domain. */
const MISSING_EVERY_MS = 3_600_000;

/** Checks the domains that are due. Runs in every replica: each claims the domains that it looks up. */
@Injectable()
export class DomainChecksSchedule extends Ticker {
  private missingAt = 0;

  constructor(
    private readonly domains: SendingDomains,
    private readonly checkDomain: CheckDomain,
    private readonly clock: Clock,
  ) {
    super({ name: 'DomainChecksSchedule', restMs: REST_MS, work: () => this.checkDue() });
  }

  private async checkDue(): Promise<'more' | 'idle'> {
    const now = this.clock.now();
    if (now.getTime() - this.missingAt >= MISSING_EVERY_MS) {
      await this.domains.addMissing(now);
      this.missingAt = now.getTime();
    }
    const due = await this.domains.claimDue(now);
    await Promise.all(due.map((domain) => this.checkDomain.execute(domain)));
    return due.length === 0 ? 'idle' : 'more';
  }
}
