import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { AnsweredCommands } from '../persistence/answered-commands.js';

const REST_MS = 600_000;
/** Longer than the stream keeps a command, so that none of it can come again when its answer is forgotten. */
const KEPT_MS = 15 * 86_400_000;

/** Runs in every replica: rows that another one deletes are passed over. */
@Injectable()
export class RetentionSchedule extends Ticker {
  constructor(answered: AnsweredCommands, clock: Clock) {
    const work = async (): Promise<'idle'> => {
      await answered.deleteOld(new Date(clock.now().getTime() - KEPT_MS));
      return 'idle';
    };
    super({ name: 'RetentionSchedule', restMs: REST_MS, work });
  }
}
