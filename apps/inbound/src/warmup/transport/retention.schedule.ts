import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { WarmupReceipts } from '../persistence/warmup-receipts.js';

const REST_MS = 3_600_000;
/** As received mails: no mailbox is read so far back. */
const RETENTION_MS = 90 * 86_400_000;

/** Forgets the warmup messages that nobody finds again. */
@Injectable()
export class WarmupRetention extends Ticker {
  constructor(receipts: WarmupReceipts, clock: Clock) {
    const work = async (): Promise<'idle'> => {
      await receipts.deleteOld(new Date(clock.now().getTime() - RETENTION_MS));
      return 'idle';
    };
    super({ name: 'WarmupRetention', restMs: REST_MS, work });
  }
}
