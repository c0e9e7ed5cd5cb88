import { Injectable } from '@nestjs/common';
import { EmailBounced, EmailOpened, EmailSent } from '#contracts';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { factsOf, type Milestone, type Observation } from '../domain/email-fact.js';
import { Bounces, type Bounce } from '../persistence/bounces.js';
import { Facts } from '../persistence/facts.js';

/**
 * The events that count. A message that failed, was dropped or is indeterminate has no definite outcome and counts
 * nowhere; should one turn up after all, its `email.sent` or `email.bounced` counts it then.
 */
const COUNTED_EVENTS = [EmailSent, EmailBounced, EmailOpened] as const;
type CountedEvent = AnyEventOf<(typeof COUNTED_EVENTS)[number]>;

@Injectable()
export class EmailEventsConsumer {
  constructor(
    private readonly facts: Facts,
    private readonly bounces: Bounces,
  ) {}

  /** Needs no inbox, nor one transaction: facts and bounces are the same in any order and after any repetition. */
  @OnEvents(COUNTED_EVENTS, { durable: 'analytics-email' })
  async record(events: CountedEvent[]): Promise<void> {
    await this.bounces.record(bouncesOf(events));
    await this.facts.record(factsOf(observationsOf(events)));
  }
}

/** The observations in the events, without the opens of machines. */
const observationsOf = (events: readonly CountedEvent[]): Observation[] =>
  events.filter((event) => !isOpenOfMachine(event)).map(observationOf);

/** The bounces in the events. */
const bouncesOf = (events: readonly CountedEvent[]): Bounce[] =>
  events
    .filter((event) => isEvent(EmailBounced, event))
    .map(({ workspaceid, data: { send_id, campaign_id, at, refusal, ...bounce } }) => ({
      send_id,
      workspace_id: workspaceid,
      campaign_id,
      at,
      class: bounce.class ?? (bounce.hard ? 'hard' : 'unknown'),
      smtp_code: refusal.smtp_code,
      enhanced_code: refusal.enhanced_code,
      message: refusal.message,
    }));

const isOpenOfMachine = (event: CountedEvent): boolean => isEvent(EmailOpened, event) && event.data.machine;

function observationOf(event: CountedEvent): Observation {
  const { data, workspaceid } = event;

  return {
    send_id: data.send_id,
    workspace_id: workspaceid,
    campaign_id: data.campaign_id,
    enrollment_id: data.enrollment_id,
    contact_id: data.contact_id,
    step_id: data.step_id,
    step_number: data.step_number,
    variant: data.variant ?? null,
    account_id: 'sending_account_id' in data ? data.sending_account_id : null,
    milestone: milestoneOf(event),
    at: new Date(data.at),
  };
}

function milestoneOf(event: CountedEvent): Milestone {
  if (isEvent(EmailSent, event)) return 'sent';
  return isEvent(EmailBounced, event) ? 'bounced' : 'opened';
}
