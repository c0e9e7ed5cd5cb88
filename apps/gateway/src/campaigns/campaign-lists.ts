import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { GetCampaign, type CampaignRef, type Page, type RequestContract } from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';

/** No item is shorter, so that only the text of an empty page is parsed. */
const SHORTEST_ITEM_BYTES = 100;

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
    cursorKey: string,
  ): Promise<JsonBytes<z.input<Res>>> {
    const page = await this.rpc.relay(contract, request, cursorKey);
    if (isEmpty(page)) {
      const { workspace_id, campaign_id } = request;
      await this.rpc.request(GetCampaign, { workspace_id, campaign_id });
    }
    return page;
  }
}

const isEmpty = (page: JsonBytes<Page<unknown>>): boolean =>
  page.bytes.length < SHORTEST_ITEM_BYTES && page.parse().results.length === 0;
