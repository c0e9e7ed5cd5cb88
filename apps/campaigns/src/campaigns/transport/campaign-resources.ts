import { Injectable } from '@nestjs/common';
import type { CampaignResource, ListCampaigns, Page, RequestOf } from '#contracts';
import { pageOfWritten, uuidIn } from '#database';
import type { JsonText } from '#kernel';
import { Analytics } from '../../clients/analytics.js';
import { CampaignList } from '../persistence/campaign-list.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { CampaignTexts } from './campaign-texts.js';
import { campaignView } from '../views/campaign.view.js';
import { ListedFigures } from './listed-figures.js';

/** Campaigns as the API shows them: with the figures that analytics has of them. */
@Injectable()
export class CampaignResources {
  constructor(
    private readonly list: CampaignList,
    private readonly texts: CampaignTexts,
    private readonly figures: ListedFigures,
    private readonly analytics: Analytics,
  ) {}

  async of(campaign: StoredCampaign): Promise<CampaignResource> {
    const { id, workspaceId } = campaign;
    const metrics = await this.analytics.metricsOf(workspaceId, [id]);
    return { ...campaignView(campaign), metrics: metrics.get(id) ?? null };
  }

  /** Newest first. */
  async page(query: RequestOf<typeof ListCampaigns>): Promise<JsonText<Page<CampaignResource>>> {
    const { workspace_id: workspaceId, cursor, page_size, ...filter } = query;
    const after = uuidIn(cursor, 'camp');
    // One more than asked for tells whether there is a next page.
    const found = await this.list.page({ workspaceId, filter, after, limit: page_size + 1 });
    const campaigns = await this.texts.of(workspaceId, found.slice(0, page_size));
    const figures = await this.figures.of(
      workspaceId,
      campaigns.map(({ id }) => id),
    );
    const written = campaigns.map(({ id, text }) => ({ id, text: withMetrics(text, figures.get(id)) }));
    return pageOfWritten(written, found.length > page_size);
  }
}

/** As the last field of the object that is written in `text`. */
const withMetrics = (text: string, metrics = 'null'): string => `${text.slice(0, -1)},"metrics":${metrics}}`;
