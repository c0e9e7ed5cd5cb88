import { Injectable } from '@nestjs/common';
import {
  EmailBounced,
  EmailClicked,
  EmailOpened,
  EmailReplied,
  EmailSent,
  EmailSpamComplaint,
  EmailUnsubscribed,
  isAnswer,
  ReplyCorrected,
  type EventContract,
} from '#contracts';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { factsOf, type Milestone, type Observation } from '../domain/email-fact.js';
import { intentOf } from '../domain/intent.js';
import { Bounces, type Bounce } from '../persistence/bounces.js';
import { Facts } from '../persistence/facts.js';
import { ReplyIntents, type JudgedReply } from '../persistence/reply-intents.js';

/**
 * The events that count. A message that failed, was dropped or is indeterminate has no definite outcome and counts
 * nowhere; should one turn up after all, its `email.sent` or `email.bounced` counts it then.
 */
const COUNTED_EVENTS = [
  EmailSent,
  EmailBounced,
  EmailOpened,
  EmailClicked,
  EmailReplied,
  ReplyCorrected,
  EmailUnsubscribed,
  EmailSpamComplaint,
] as const;
type CountedEvent = AnyEventOf<(typeof COUNTED_EVENTS)[number]>;

@Injectable()
export class EmailEventsConsumer {
  constructor(
    private readonly facts: Facts,
    private readonly bounces: Bounces,
    private readonly intents: ReplyIntents,
  ) {}

  /** Needs no inbox, nor one transaction: all of it is the same in any order and after any repetition. */
  @OnEvents(COUNTED_EVENTS, { durable: 'analytics-email' })
  async record(events: CountedEvent[]): Promise<void> {
    await this.bounces.record(bouncesOf(events));
    await this.intents.record(repliesOf(events));
    await this.facts.record(factsOf(events.flatMap(observationOf)));
  }
}

const bouncesOf = (events: readonly CountedEvent[]): Bounce[] =>
  events
    .filter((event) => isEvent(EmailBounced, event))
    .map(({ workspaceid, data: { send_id, campaign_id, at, refusal, reported = false, ...bounce } }) => ({
      send_id,
      workspace_id: workspaceid,
      campaign_id,
      at,
      class: bounce.class ?? (bounce.hard ? 'hard' : 'unknown'),
      smtp_code: refusal.smtp_code,
      enhanced_code: refusal.enhanced_code,
      message: refusal.message,
      reported,
    }));

const repliesOf = (events: readonly CountedEvent[]): JudgedReply[] =>
  events
    .filter((event) => isEvent(EmailReplied, event) || isEvent(ReplyCorrected, event))
    .map(({ workspaceid, data }) => ({
      reply_id: data.reply_id,
      workspace_id: workspaceid,
      campaign_id: data.campaign_id,
      contact_id: data.contact_id,
      intent: intentOf(data),
      version: data.version,
    }));

/** Nothing for the hits of machines, and for answers that a program wrote. */
function observationOf(event: CountedEvent): Observation[] {
  const milestone = milestoneOf(event);
  if (milestone === null) return [];
  const { data, workspaceid } = event;
  const observation = {
    send_id: data.send_id,
    workspace_id: workspaceid,
    campaign_id: data.campaign_id,
    enrollment_id: data.enrollment_id,
    contact_id: data.contact_id,
    step_id: data.step_id,
    step_number: data.step_number,
    variant: data.variant ?? null,
    account_id: 'sending_account_id' in data ? data.sending_account_id : null,
    milestone,
    at: new Date(data.at),
  };
  return [observation];
}

function milestoneOf(event: CountedEvent): Milestone | null {
  if (isEvent(EmailReplied, event) || isEvent(ReplyCorrected, event)) {
    return isAnswer(event.data) ? 'replied' : null;
  }
  if ('machine' in event.data && event.data.machine) return null;
  return MILESTONES.find(([contract]) => isEvent(contract, event))?.[1] ?? null;
}

const MILESTONES = [
  [EmailSent, 'sent'],
  [EmailBounced, 'bounced'],
  [EmailOpened, 'opened'],
  [EmailClicked, 'clicked'],
  [EmailUnsubscribed, 'unsubscribed'],
  [EmailSpamComplaint, 'complained'],
] as const satisfies readonly (readonly [EventContract, Milestone])[];
