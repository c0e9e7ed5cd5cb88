import { Injectable } from '@nestjs/common';
import { Lately, type Id } from '#kernel';
import { CampaignList, type ListedCampaign } from '../persistence/campaign-list.js';
import { campaignView } from '../views/campaign.view.js';

/** Some 10,000 campaigns that were shown lately, and as many from before. */
const MAX_CHARACTERS = 16 * 1_024 * 1_024;

interface KeptText {
  readonly id: Id<'camp'>;
  readonly revision: string;
  /** JSON. */
  readonly text: string;
}

/**
 * Campaigns as lists show them, in JSON, kept for as long as they stay as they are: to read 50 rows of 38 columns and to
 * write them took two thirds of the time of a page, and nearly all of them are those of the page before.
 */
@Injectable()
export class CampaignTexts {
  /** By uuid. */
  private readonly texts = new Lately<KeptText>(MAX_CHARACTERS, ({ text }) => text.length);

  constructor(private readonly list: CampaignList) {}

  /** In their order, each at least as new as it was listed. */
  async of(workspaceId: Id<'ws'>, listed: readonly ListedCampaign[]): Promise<KeptText[]> {
    const texts = new Map<string, KeptText>();
    for (const { id, revision } of listed) {
      const known = this.texts.get(id);
      if (known?.revision === revision) texts.set(id, this.keep(id, known));
    }
    const missing = listed.filter(({ id }) => !texts.has(id)).map(({ id }) => id);
    for (const { id, revision, campaign } of await this.list.byId(workspaceId, missing)) {
      const text = JSON.stringify(campaignView(campaign));
      texts.set(id, this.keep(id, { revision, id: campaign.id, text }));
    }
    return listed.flatMap(({ id }) => texts.get(id) ?? []);
  }

  private keep(id: string, kept: KeptText): KeptText {
    this.texts.keep(id, kept);
    return kept;
  }
}
