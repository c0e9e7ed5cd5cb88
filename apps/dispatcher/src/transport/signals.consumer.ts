import { Injectable } from '@nestjs/common';
import {
  EmailClicked,
  EmailOpened,
  EmailReplied,
  EmailSpamComplaint,
  EmailUnsubscribed,
  isAnswer,
  ReplyCorrected,
} from '#contracts';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import type { Signal } from '../domain/signal.js';
import { Signals } from '../persistence/signals.js';

const SIGNAL_EVENTS = [
  EmailOpened,
  EmailClicked,
  EmailReplied,
  ReplyCorrected,
  EmailUnsubscribed,
  EmailSpamComplaint,
] as const;
type SignalEvent = AnyEventOf<(typeof SIGNAL_EVENTS)[number]>;

@Injectable()
export class SignalsConsumer {
  constructor(private readonly signals: Signals) {}

  @OnEvents(SIGNAL_EVENTS, { durable: 'dispatcher-signals' })
  async record(events: SignalEvent[]): Promise<void> {
    await this.signals.record(
      events.flatMap((event) => {
        const signal = signalOf(event);
        const { workspaceid: workspace_id, data } = event;
        return signal === null ? [] : [{ send_id: data.send_id, workspace_id, signal, at: data.at }];
      }),
    );
  }
}

/** Null for the hits of machines, and for answers that a program wrote. A complaint unsubscribes too. */
function signalOf(event: SignalEvent): Signal | null {
  if (isEvent(EmailOpened, event)) return event.data.machine ? null : 'opened';
  if (isEvent(EmailClicked, event)) return event.data.machine ? null : 'clicked';
  if (isEvent(EmailReplied, event) || isEvent(ReplyCorrected, event)) {
    return isAnswer(event.data) ? 'replied' : null;
  }
  return 'unsubscribed';
}
