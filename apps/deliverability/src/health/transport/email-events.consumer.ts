import { Injectable } from '@nestjs/common';
import {
  EmailBounced,
  EmailOpened,
  EmailReplied,
  EmailSent,
  EmailSpamComplaint,
  EmailUnsubscribed,
  isAnswer,
  ReplyCorrected,
  type EventContract,
} from '#contracts';
import { uuidOf } from '#kernel';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { NOTHING_KNOWN, type MessageFact, type Milestone } from '../domain/message-fact.js';
import { MessageFacts } from '../persistence/message-facts.js';

const COUNTED_EVENTS = [
  EmailSent,
  EmailBounced,
  EmailSpamComplaint,
  EmailOpened,
  EmailReplied,
  ReplyCorrected,
  EmailUnsubscribed,
] as const;
type CountedEvent = AnyEventOf<(typeof COUNTED_EVENTS)[number]>;

@Injectable()
export class EmailEventsConsumer {
  constructor(private readonly facts: MessageFacts) {}

  /** Needs no inbox: the facts are the same in any order and after any repetition. */
  @OnEvents(COUNTED_EVENTS, { durable: 'deliverability-health', batch: true })
  async record(events: CountedEvent[]): Promise<void> {
    await this.facts.record(events.flatMap(factOf));
  }
}

/** Nothing for the hits of machines, and for answers that a program wrote. */
function factOf(event: CountedEvent): MessageFact[] {
  const milestone = milestoneOf(event);
  if (milestone === null) return [];
  const { data, workspaceid } = event;
  const fact = {
    ...NOTHING_KNOWN,
    send_id: uuidOf(data.send_id),
    workspace_id: uuidOf(workspaceid),
    account_id: 'sending_account_id' in data ? uuidOf(data.sending_account_id) : null,
    campaign_id: uuidOf(data.campaign_id),
    [`${milestone}_at`]: new Date(data.at),
  };
  return [fact];
}

function milestoneOf(event: CountedEvent): Milestone | null {
  if (isEvent(EmailReplied, event) || isEvent(ReplyCorrected, event)) {
    return isAnswer(event.data) ? 'replied' : null;
  }
  if (isEvent(EmailOpened, event) && event.data.machine) return null;
  return MILESTONE_OF.find(([contract]) => isEvent(contract, event))?.[1] ?? null;
}

const MILESTONE_OF = [
  [EmailSent, 'sent'],
  [EmailBounced, 'bounced'],
  [EmailSpamComplaint, 'complained'],
  [EmailOpened, 'opened'],
  [EmailUnsubscribed, 'unsubscribed'],
] as const satisfies readonly (readonly [EventContract, Milestone])[];
