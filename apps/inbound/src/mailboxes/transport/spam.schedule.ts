import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { RescueWarmupMails } from '../use-cases/rescue-warmup-mails.js';

const REST_MS = 10_000;

/** Each process looks into the spam folders of the mailboxes that it reads. */
@Injectable()
export class SpamSchedule extends Ticker {
  constructor(rescue: RescueWarmupMails) {
    super({ name: 'SpamSchedule', restMs: REST_MS, work: () => rescue.execute() });
  }
}
