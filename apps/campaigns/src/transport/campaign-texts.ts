import { Injectable } from '@nestjs/common';
import type { WrittenItem } from '#database';
import type { Id } from '#kernel';
import { CampaignList, type ListedCampaign } from '../persistence/campaign-list.js';
import { campaignView } from './campaign.view.js';

/** Some 20,000 campaigns. */
const MAX_CHARACTERS = 32 * 1_024 * 1_024;

interface KeptText extends WrittenItem {
  readonly revision: string;
}

/**
 * Campaigns as lists show them, in JSON, kept for as long as they stay as they are: to read 50 rows of 38 columns and to
 * write them took two thirds of the time of a page, and nearly all of them are those of the page before.
 */
@Injectable()
export class CampaignTexts {
  /** By uuid; the one that was used last is the last one. */
  private readonly kept = new Map<string, KeptText>();
  private characters = 0;

  constructor(private readonly list: CampaignList) {}

  /** In their order, each at least as new as it was listed. */
  async of(workspaceId: Id<'ws'>, listed: readonly ListedCampaign[]): Promise<WrittenItem[]> {
    const texts = new Map<string, WrittenItem>();
    for (const { id, revision } of listed) {
      const known = this.kept.get(id);
      if (known?.revision === revision) texts.set(id, this.keep(id, known));
    }
    const missing = listed.filter(({ id }) => !texts.has(id)).map(({ id }) => id);
    for (const { id, revision, campaign } of await this.list.byId(workspaceId, missing)) {
      const text = JSON.stringify(campaignView(campaign));
      texts.set(id, this.keep(id, { revision, id: campaign.id, text }));
    }
    return listed.flatMap(({ id }) => texts.get(id) ?? []);
  }

  private keep(id: string, kept: KeptText): WrittenItem {
    this.characters += kept.text.length - (this.kept.get(id)?.text.length ?? 0);
    this.kept.delete(id); // to be the youngest
    this.kept.set(id, kept);
    for (const [oldest, { text }] of this.kept) {
      if (this.characters <= MAX_CHARACTERS) break;
      this.kept.delete(oldest);
      this.characters -= text.length;
    }
    return kept;
  }
}
