import { Injectable } from '@nestjs/common';
import { EnrollmentFinished, LeadsDue, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { Leads, type LeadStop } from '../persistence/leads.js';
import { LeavingSchedule } from './leaving.schedule.js';
import { PushLoop } from './push-loop.schedule.js';

/** Events may come twice, late or in any order: natural keys, and the last question before a push, keep the result the same. */
@Injectable()
export class LeadsConsumer {
  constructor(
    private readonly leads: Leads,
    private readonly pushLoop: PushLoop,
    private readonly leaving: LeavingSchedule,
  ) {}

  @OnEvents([LeadsDue], { durable: 'platforms-leads' })
  async add(events: EventOf<typeof LeadsDue>[]): Promise<void> {
    await this.leads.add(events);
    this.pushLoop.wake();
  }

  @OnEvents([EnrollmentFinished], { durable: 'platforms-stops' })
  async stop(events: EventOf<typeof EnrollmentFinished>[]): Promise<void> {
    await this.leads.stop(events.flatMap(stopOf));
    this.leaving.wake();
  }
}

/** A lead that is through stays, with its figures there. A removed contact still gets the message that is queued. */
function stopOf({ workspaceid, data }: EventOf<typeof EnrollmentFinished>): LeadStop[] {
  if (data.status === 'completed') return [];
  const reason = data.reason ?? data.status;
  const { enrollment_id: enrollmentId } = data;
  return [{ enrollmentId, workspaceId: workspaceid, reason, afterQueued: reason === 'removed' }];
}
