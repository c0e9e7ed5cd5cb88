import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { CampaignRef, HoldDelegatedCampaign, RequestOf, ResponseOf } from '#contracts';
import { platformState } from '../domain/platform-state.js';
import { Links } from '../persistence/links.js';
import { WaitingLeads } from '../persistence/waiting-leads.js';
import { AdvanceLinks } from './advance-links.js';

/** A person waits for the answer: a platform that needs longer confirms later. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 100;

@Injectable()
export class HoldLink {
  constructor(
    private readonly links: Links,
    private readonly waitingLeads: WaitingLeads,
    private readonly advanceLinks: AdvanceLinks,
  ) {}

  /** No push starts once the campaign is stored. The platform is told by the run that has the link, or by one that begins. */
  async execute({
    workspace_id,
    snapshot,
  }: RequestOf<typeof HoldDelegatedCampaign>): Promise<ResponseOf<typeof HoldDelegatedCampaign>> {
    const ref = { workspace_id, campaign_id: snapshot.campaign.id };
    await this.links.store([snapshot]);
    const in_flight = await this.waitingLeads.inHand(ref.campaign_id);
    await this.advanceLinks.takeUpOne(ref.campaign_id);
    const state = platformState(await this.confirmed(ref));
    return { in_flight, confirmed: state.status === 'confirmed', state };
  }

  /** The link once it is confirmed, or as it is when the patience ends. */
  private async confirmed(ref: CampaignRef) {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const link = await this.links.of(ref);
      if (link === undefined) throw new Error(`the link of ${ref.campaign_id} was just stored`);
      if (link.confirmed || performance.now() >= until) return link;
      await sleep(LOOK_MS);
    }
  }
}
