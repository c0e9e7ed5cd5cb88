import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { GetCampaign, type CampaignRef, type Page, type RequestContract } from '#contracts';
import { RpcClient } from '#messaging';

/** Pages of the enrollments and sends of a campaign. */
@Injectable()
export class CampaignLists {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * A page as its service wrote it. The services with these lists cannot tell an unknown campaign from an empty one, so
   * an empty page is a reason to ask whether the campaign exists. To ask each time would take as long as the page.
   *
   * @throws DomainError `not_found`
   */
  async page<Req extends z.ZodType, Res extends z.ZodType<unknown, Page<unknown>>>(
    contract: RequestContract<Req, Res>,
    request: z.input<Req> & CampaignRef,
  ): Promise<z.input<Res>> {
    const page = await this.rpc.relay(contract, request);
    if (page.results.length === 0) {
      const { workspace_id, campaign_id } = request;
      await this.rpc.request(GetCampaign, { workspace_id, campaign_id });
    }
    return page;
  }
}
