import { Clock, uuidOf } from '#kernel';
import { Injectable } from '@nestjs/common';
import { SmtpCourier } from '../clients/smtp/smtp-sender.js';
import { Instance } from '../domain/instance.js';
import { Claims, type Claim } from '../persistence/claims.js';
import { Paces } from '../persistence/paces.js';

/** Looks at the campaign whose turn it is. */
@Injectable()
export class ClaimNext {
  constructor(
    private readonly claims: Claims,
    private readonly paces: Paces,
    private readonly courier: SmtpCourier,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** Up to `size` sends of one campaign, an empty claim when that one had nothing to give, null when none is due for a look. */
  async execute(size: number): Promise<Claim | null> {
    const now = this.clock.now();
    const busy = this.courier.busy().map(uuidOf);
    const claim = await this.claims.claim({ instance: this.instance.id, size, busy, now });
    if (claim === null || claim.sends.length > 0) return claim;

    if (claim.windowOver) await this.paces.openNextWindows(now);
    else await this.claims.sleep(claim, now);
    return claim;
  }
}
