import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  CountSends,
  ReadSendLog as ReadRequest,
  type CampaignRef,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { HandlesRequest } from '#messaging';
import { SendLog } from '../persistence/send-log.js';
import { ReadSendLog } from '../use-cases/read-send-log.js';

@Controller()
export class SendLogController {
  constructor(
    private readonly log: SendLog,
    private readonly readSendLog: ReadSendLog,
  ) {}

  @HandlesRequest(ReadRequest)
  read(@Payload() query: RequestOf<typeof ReadRequest>): Promise<ResponseOf<typeof ReadRequest>> {
    return this.readSendLog.execute(query);
  }

  @HandlesRequest(CountSends)
  async count(@Payload() ref: CampaignRef): Promise<ResponseOf<typeof CountSends>> {
    return { count: await this.log.count(ref) };
  }
}
