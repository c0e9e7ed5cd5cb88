import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { DeleteOldMail } from '../use-cases/delete-old-mail.js';

const REST_MS = 600_000;

/** Runs in every replica: rows that another one deletes are passed over. */
@Injectable()
export class RetentionSchedule extends Ticker {
  constructor(deleteOldMail: DeleteOldMail) {
    const work = async (): Promise<'idle'> => {
      await deleteOldMail.execute();
      return 'idle';
    };
    super({ name: 'RetentionSchedule', restMs: REST_MS, work });
  }
}
