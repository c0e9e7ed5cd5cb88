import { Controller } from '@nestjs/common';
import { SendWarmupMessage, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { SendWarmup } from '../use-cases/send-warmup.js';

@Controller()
export class WarmupController {
  constructor(private readonly sendWarmup: SendWarmup) {}

  @HandlesRequest(SendWarmupMessage)
  send({ message }: RequestOf<typeof SendWarmupMessage>) {
    return this.sendWarmup.execute(message);
  }
}
