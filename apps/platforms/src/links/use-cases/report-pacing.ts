import { Injectable } from '@nestjs/common';
import type { CampaignRef, GetDelegatedPacing, ResponseOf } from '#contracts';
import { Clock } from '#kernel';
import { pacingBlockers } from '../domain/pacing-blockers.js';
import { Links } from '../persistence/links.js';
import { PlatformNow } from '../persistence/platform-now.js';
import { WaitingLeads } from '../persistence/waiting-leads.js';

@Injectable()
export class ReportPacing {
  constructor(
    private readonly links: Links,
    private readonly platformNow: PlatformNow,
    private readonly waitingLeads: WaitingLeads,
    private readonly clock: Clock,
  ) {}

  /** A campaign that was not launched, or whose launch is on its way, has nothing that waits. */
  async execute(ref: CampaignRef): Promise<ResponseOf<typeof GetDelegatedPacing>> {
    const now = this.clock.now();
    const link = await this.links.of(ref);
    if (link === undefined) return { waiting_leads: 0, blockers: [] };
    const [connection, waiting_leads] = await Promise.all([
      link.connectionId === null ? undefined : this.platformNow.of(link.connectionId),
      this.waitingLeads.due(link.campaignId, now),
    ]);
    return { waiting_leads, blockers: pacingBlockers(link, connection, now) };
  }
}
