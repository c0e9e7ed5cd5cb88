import { Injectable } from '@nestjs/common';
import {
  EmailBounced,
  EmailDropped,
  EmailFailed,
  EmailIndeterminate,
  EmailSent,
  OUTCOME_EVENTS,
  type EventOf,
} from '#contracts';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import type { Advance, Stop } from '../domain/outcome.js';
import { ApplyOutcomes } from '../persistence/apply-outcomes.js';
import { DueStepsSchedule } from './due-steps.schedule.js';

type OutcomeEvent = AnyEventOf<(typeof OUTCOME_EVENTS)[number]>;

@Injectable()
export class OutcomeEventsConsumer {
  constructor(
    private readonly applyOutcomes: ApplyOutcomes,
    private readonly enrolling: EnrollingWork,
    private readonly dueSteps: DueStepsSchedule,
  ) {}

  @OnEvents(OUTCOME_EVENTS, { durable: 'enrollment-outcomes' })
  async apply(events: OutcomeEvent[]): Promise<void> {
    await this.applyOutcomes.execute({
      advances: events.flatMap(advanceOf),
      stops: events.flatMap(stopOf),
    });
    this.enrolling.wakeEnrolling();
    this.dueSteps.expect();
  }
}

/** A message of which nobody knows whether it left counts as sent: a second one would be worse than none. */
function advanceOf(event: OutcomeEvent): Advance[] {
  if (isEvent(EmailSent, event) || isEvent(EmailIndeterminate, event)) {
    return [{ ...stepIn(event), sent_from: event.data.sending_account_id ?? null }];
  }
  return isEvent(EmailDropped, event) ? [{ ...stepIn(event), sent_from: null }] : [];
}

function stopOf(event: OutcomeEvent): Stop[] {
  if (isEvent(EmailBounced, event)) return [bounce(event)];
  if (!isEvent(EmailFailed, event)) return [];
  const { code: reason } = event.data.refusal;
  return [{ ...stepIn(event), status: 'failed', reason, dead_address: null }];
}

const bounce = (event: EventOf<typeof EmailBounced>): Stop => ({
  ...stepIn(event),
  status: 'bounced',
  reason: event.data.hard ? 'hard_bounce' : 'soft_bounce',
  dead_address: event.data.hard ? event.data.email : null,
});

const stepIn = ({ workspaceid, data }: OutcomeEvent): Omit<Advance, 'sent_from'> => ({
  enrollment_id: data.enrollment_id,
  workspace_id: workspaceid,
  step_number: data.step_number,
  at: new Date(data.at),
});
