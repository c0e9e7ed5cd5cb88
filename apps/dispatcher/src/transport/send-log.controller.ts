import { CountSends, ReadSendLog, type CampaignRef, type RequestOf, type ResponseOf } from '#contracts';
import { Answers } from '#messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { SendLog } from '../persistence/send-log.js';

@Controller()
export class SendLogController {
  constructor(private readonly log: SendLog) {}

  @Answers(ReadSendLog)
  read(@Payload() query: RequestOf<typeof ReadSendLog>): Promise<ResponseOf<typeof ReadSendLog>> {
    return this.log.page(query);
  }

  @Answers(CountSends)
  async count(@Payload() ref: CampaignRef): Promise<ResponseOf<typeof CountSends>> {
    return { count: await this.log.count(ref) };
  }
}
