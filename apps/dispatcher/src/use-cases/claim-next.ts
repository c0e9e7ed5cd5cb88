import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Metrics } from '#telemetry';
import { SmtpSender } from '../clients/smtp/smtp-sender.js';
import { CampaignSendStates } from '../persistence/campaign-send-states.js';
import { Claims, type Claim } from '../persistence/claims.js';
import { Instance } from '../persistence/instances.js';
import { CampaignShares } from './campaign-shares.js';

/** Looks at the campaign whose turn it is. */
@Injectable()
export class ClaimNext {
  private readonly total;

  constructor(
    private readonly claims: Claims,
    private readonly campaignSendStates: CampaignSendStates,
    private readonly smtpSender: SmtpSender,
    private readonly campaignShares: CampaignShares,
    private readonly instance: Instance,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.total = metrics.counter({ name: 'nimbus_claims_total', help: 'Claims that hold sends' });
  }

  /** Up to `size` sends of one campaign; none where none of them may leave, and null where no campaign is due for a look. */
  async execute(size: number): Promise<Claim | null> {
    const now = this.clock.now();
    const busy = this.smtpSender.busy();
    const except = this.campaignShares.usedUp();
    const claim = await this.claims.claim({ instance: this.instance.id, size, busy, except, now });
    if (claim === null) return null;
    if (claim.sends.length > 0) this.total.inc();

    if (claim.windowOver) await this.campaignSendStates.openNextWindows(now);
    else if (hasGivenAll(claim)) await this.claims.sleep(claim, now);
    return claim;
  }

  /** Milliseconds until the next campaign is due for a look. */
  async untilNextLook(): Promise<number> {
    const at = await this.claims.nextLookAt(this.campaignShares.usedUp());
    return at === null ? Infinity : at.getTime() - this.clock.now().getTime();
  }
}

/** With gaps, a small claim is all that its sending accounts may send for a minute: a second look would find nothing. */
const hasGivenAll = ({ sends, smartTimeGaps }: Claim): boolean =>
  sends.length === 0 || (smartTimeGaps && sends.length < 20);
