import { Injectable } from '@nestjs/common';
import type { CampaignRef, GetNewLeads as GetNewLeadsRequest, ResponseOf } from '#contracts';
import { Database } from '#database';
import { Clock, uuidOf } from '#kernel';
import { beginWork } from '../domain/enrolling.js';
import { nextLocalMidnight } from '../domain/local-day.js';
import { CampaignReplicas } from './campaign-replicas.js';

@Injectable()
export class GetNewLeads {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, campaign_id }: CampaignRef): Promise<ResponseOf<typeof GetNewLeadsRequest>> {
    const found = await this.replicas.find(this.database, uuidOf(workspace_id), uuidOf(campaign_id));
    if (found === undefined) return { new_leads: null };

    const now = this.clock.now();
    const { scan, maxNewLeadsPerDay: limit, startedToday: used, ...replica } = beginWork(found, now);
    const resetsAt = replica.dayResetsAt ?? nextLocalMidnight(now, replica.timeZone);
    const waiting = found.hasPending || found.hasCandidates || !scan.done;
    return { new_leads: { used, limit, resets_at: resetsAt.toISOString(), waiting } };
  }
}
