import { Injectable, Logger } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { PlatformError } from '../../clients/platform-error.js';
import { ConnectionCalls, Connections, type Opened } from '../../connections/index.js';
import { nextAttempt } from '../domain/claimed-lead.js';
import { LeadsThere, type Again, type LeadThere, type ThereClaim } from '../persistence/leads-there.js';
import { Leads } from '../persistence/leads.js';
import { PushClaims } from '../persistence/push-claims.js';
import { Rests } from './rests.js';
import { WriteLeads } from './write-leads.js';

/** Looks up leads in doubt, and removes leads that have to leave, until it holds. */
@Injectable()
export class LookAfterLeads {
  private readonly logger = new Logger(LookAfterLeads.name);

  constructor(
    private readonly leads: LeadsThere,
    private readonly stops: Leads,
    private readonly claims: PushClaims,
    private readonly writeLeads: WriteLeads,
    private readonly connections: Connections,
    private readonly calls: ConnectionCalls,
    private readonly rests: Rests,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for as many at a time as the platform takes in one push. Where each lead is a request, a failure in a hundred of them
   * would let no look-up of all end; those that were found before it stay found.
   */
  async lookUp(claim: ThereClaim): Promise<void> {
    const rest = [...claim.leads];
    await this.withPlatform({ ...claim, leads: rest }, async ({ client, call }) => {
      while (rest.length > 0) {
        const some = rest.slice(0, client.leadsPerPush);
        const emails = some.map(({ email }) => email);
        const found = await client.findLeads(call, claim.platformCampaignId, emails);
        await this.keepMessages(some.filter(({ email }) => found.has(email.toLowerCase())));
        await this.leads.resolve(some, found);
        this.rests.afterSuccess(claim.connectionId, claim.campaignId);
        rest.splice(0, some.length);
      }
    });
  }

  /**
   * Plans the sends of leads that a database forgot when it was restored: without them no fact that the platform tells could be
   * noted. The platform has the texts of before, whose subjects may differ. A contact that is not wanted any more leaves.
   */
  private async keepMessages(leads: readonly LeadThere[]): Promise<void> {
    const claim = await this.claims.untold(leads.map(({ enrollmentId }) => enrollmentId));
    if (claim === undefined) return;
    const { written, fates } = await this.writeLeads.execute(claim);
    await this.claims.keepMessages(claim, written);
    const { workspaceId } = claim;
    await this.stops.stop(
      [...fates].flatMap(([enrollmentId, fate]) =>
        fate.kind === 'canceled'
          ? [{ enrollmentId, workspaceId, reason: fate.reason, afterQueued: false }]
          : [],
      ),
    );
  }

  /** One request for each lead. Those that were removed before a failure stay removed. */
  async remove(claim: ThereClaim): Promise<void> {
    const gone: Id<'enr'>[] = [];
    const refused: Again[] = [];
    const rest = [...claim.leads];
    await this.withPlatform({ ...claim, leads: rest }, async (opened) => {
      for (let lead = rest[0]; lead !== undefined; lead = rest[0]) {
        const failure = await this.removeOne(opened, claim, lead);
        rest.shift();
        if (failure === null) gone.push(lead.enrollmentId);
        else refused.push(failure);
      }
    });
    await this.leads.removed(gone);
    await this.leads.tryAgain(refused);
  }

  /** Null when it is gone. A refusal of this one lead does not keep the others waiting. */
  private async removeOne(
    { client, call }: Opened,
    claim: ThereClaim,
    lead: LeadThere,
  ): Promise<Again | null> {
    const { email, leadId, enrollmentId, attempts } = lead;
    try {
      await client.removeLead(call, claim.platformCampaignId, { email, leadId });
      return null;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (error.kind === 'not_found') return null;
      if (error.kind !== 'rejected') throw error;
      const failure = { code: 'platform_rejected', message: error.message };
      return { enrollmentId, at: nextAttempt(attempts, this.clock.now()), failure };
    }
  }

  /** The leads that are left in `claim` after a failure are tried again soon, in their order. */
  private async withPlatform(claim: ThereClaim, work: (opened: Opened) => Promise<void>): Promise<void> {
    const { connectionId, campaignId } = claim;
    try {
      const [connection] = await this.connections.named([connectionId]);
      if (connection === undefined) throw new Error('its connection is gone');
      await work(this.calls.open(connection));
      this.rests.afterSuccess(connectionId, campaignId);
    } catch (error) {
      if (error instanceof PlatformError && error.kind !== 'rejected' && error.kind !== 'not_found') {
        this.rests.afterFailure(connectionId, error);
      } else this.rests.restCampaign(campaignId);
      this.logger.warn(`leads of ${campaignId} are looked after later: ${String(error)}`);
      const at = this.clock.now();
      await this.leads.tryAgain(claim.leads.map(({ enrollmentId }) => ({ enrollmentId, at, failure: null })));
    }
  }
}
