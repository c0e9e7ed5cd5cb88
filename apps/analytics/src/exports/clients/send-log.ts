import { CountSends, ReadSendLog, type CampaignRef, type ResponseOf } from '#contracts';
import { RpcClient } from '#messaging';
import { Injectable } from '@nestjs/common';

/** What the dispatcher has of a campaign's sends. */
@Injectable()
export class SendLog {
  constructor(private readonly rpc: RpcClient) {}

  /** From the newest send on, or after where another page ended. */
  page(ref: CampaignRef, cursor?: string): Promise<ResponseOf<typeof ReadSendLog>> {
    return this.rpc.request(ReadSendLog, { ...ref, cursor });
  }

  async count(ref: CampaignRef): Promise<number> {
    return (await this.rpc.request(CountSends, ref)).count;
  }
}
