import { Injectable } from '@nestjs/common';
import type { StepSchedule } from '#contracts';
import type { Queryable } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { delayMs, type Delay } from '../domain/delay.js';

const LOCK = 'select from sequence where id = $1 for share';

const DELAYS = `
  select id, step_number, delay_value, delay_unit, same_thread from sequence_step where sequence_id = $1 order by step_number`;

type DelayRow = Delay & { readonly id: string; readonly step_number: number; readonly same_thread: boolean };

@Injectable()
export class StepSchedules {
  /** When each step of a sequence is due. Within a transaction the steps stay as they are until it ends. */
  async of(on: Queryable, id: Id<'seq'>): Promise<StepSchedule[]> {
    await on.query(LOCK, [uuidOf(id)]);
    const rows = await on.query<DelayRow>(DELAYS, [uuidOf(id)]);
    return rows.map((row) => ({
      step_id: idOf('step', row.id),
      step_number: row.step_number,
      delay_ms: delayMs(row),
      same_thread: row.same_thread,
    }));
  }
}
