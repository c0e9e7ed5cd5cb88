import { Injectable } from '@nestjs/common';
import { CountSends, ReadSendLog, type CampaignRef, type ResponseOf } from '#contracts';
import { RpcClient } from '#messaging';

/** The dispatcher's log of the sends of a campaign. */
@Injectable()
export class SendLog {
  constructor(private readonly rpc: RpcClient) {}

  /** From the newest send on, or from the cursor of the page before. */
  page(ref: CampaignRef, cursor?: string): Promise<ResponseOf<typeof ReadSendLog>> {
    return this.rpc.request(ReadSendLog, { ...ref, cursor });
  }

  async count(ref: CampaignRef): Promise<number> {
    return (await this.rpc.request(CountSends, ref)).count;
  }
}
