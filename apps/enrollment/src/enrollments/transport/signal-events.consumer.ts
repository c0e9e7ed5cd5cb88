import { Injectable } from '@nestjs/common';
import { EmailReplied, EmailSpamComplaint, EmailUnsubscribed, ReplyCorrected } from '#contracts';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import { meaningOf, type Meaning, type Signal } from '../domain/signal.js';
import { ApplySignals } from '../persistence/apply-signals.js';
import { RepliedDomainsSchedule } from './replied-domains.schedule.js';

const SIGNAL_EVENTS = [EmailReplied, ReplyCorrected, EmailUnsubscribed, EmailSpamComplaint] as const;
type SignalEvent = AnyEventOf<(typeof SIGNAL_EVENTS)[number]>;

/** Apart from the outcomes of sends: a flood of them must not delay an unsubscribe. */
@Injectable()
export class SignalEventsConsumer {
  constructor(
    private readonly applySignals: ApplySignals,
    private readonly repliedDomains: RepliedDomainsSchedule,
    private readonly enrolling: EnrollingWork,
  ) {}

  @OnEvents(SIGNAL_EVENTS, { durable: 'enrollment-signals' })
  async apply(events: SignalEvent[]): Promise<void> {
    const { colleagues } = await this.applySignals.execute(events.flatMap(signalsIn));
    if (colleagues) this.repliedDomains.wake();
    this.enrolling.wakeEnrolling();
  }
}

function signalsIn(event: SignalEvent): Signal[] {
  const meaning = meaningIn(event);
  if (meaning === undefined) return [];
  const { workspaceid: workspace_id, data } = event;
  return [{ ...meaning, enrollment_id: data.enrollment_id, workspace_id, at: new Date(data.at) }];
}

function meaningIn(event: SignalEvent): Meaning | undefined {
  if (isEvent(EmailReplied, event)) return meaningOf(event.data, { isCorrected: false });
  if (isEvent(ReplyCorrected, event)) return meaningOf(event.data, { isCorrected: true });
  return {
    kind: 'unsubscribed',
    reason: isEvent(EmailUnsubscribed, event) ? 'unsubscribed' : 'spam_complaint',
  };
}
