import { CountSends, ReadSendLog, type CampaignRef, type RequestOf, type ResponseOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { SendLog } from '../persistence/send-log.js';

@Controller()
export class SendLogController {
  constructor(private readonly log: SendLog) {}

  @HandlesRequest(ReadSendLog)
  read(@Payload() query: RequestOf<typeof ReadSendLog>): Promise<ResponseOf<typeof ReadSendLog>> {
    return this.log.page(query);
  }

  @HandlesRequest(CountSends)
  async count(@Payload() ref: CampaignRef): Promise<ResponseOf<typeof CountSends>> {
    return { count: await this.log.count(ref) };
  }
}
