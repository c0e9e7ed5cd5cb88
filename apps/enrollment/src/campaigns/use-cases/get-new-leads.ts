import { Injectable } from '@nestjs/common';
import type { CampaignRef, GetNewLeads as GetNewLeadsRequest, ResponseOf } from '#contracts';
import { Clock } from '#kernel';
import { beginWork, nextLocalMidnight } from '../domain/enrolling.js';
import { CampaignReplicas } from '../persistence/campaign-replicas.js';

@Injectable()
export class GetNewLeads {
  constructor(
    private readonly replicas: CampaignReplicas,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, campaign_id }: CampaignRef): Promise<ResponseOf<typeof GetNewLeadsRequest>> {
    const found = await this.replicas.find(workspace_id, campaign_id);
    if (found === undefined) return { new_leads: null };

    const now = this.clock.now();
    const { scan, max_new_leads_per_day: limit, started_today: used, ...replica } = beginWork(found, now);
    const resetsAt = replica.day_resets_at ?? nextLocalMidnight(now, replica.time_zone);
    const waiting = found.has_pending || found.has_candidates || !scan.done;
    return { new_leads: { used, limit, resets_at: resetsAt.toISOString(), waiting } };
  }
}
