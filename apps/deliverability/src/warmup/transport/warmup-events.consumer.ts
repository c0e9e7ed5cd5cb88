import { Injectable } from '@nestjs/common';
import {
  CAMPAIGN_EVENTS,
  WarmupBounced,
  WarmupFailed,
  WarmupReceived,
  WarmupSent,
  type EventOf,
} from '#contracts';
import { Clock, uuidOf } from '#kernel';
import { isEvent, newestOfEach, OnEvents, type AnyEventOf } from '#messaging';
import { NOTHING_KNOWN, type MessageFact } from '../../health/domain/message-fact.js';
import { MessageFacts } from '../../health/index.js';
import { WarmupAnswers } from '../persistence/warmup-answers.js';
import { WarmupCampaigns } from '../persistence/warmup-campaigns.js';
import { WarmupMessages, type WarmupOutcome } from '../persistence/warmup-messages.js';

type OutcomeEvent = AnyEventOf<typeof WarmupSent | typeof WarmupBounced | typeof WarmupFailed>;

/** Events may come twice, late or in any order. */
@Injectable()
export class WarmupEventsConsumer {
  constructor(
    private readonly campaigns: WarmupCampaigns,
    private readonly messages: WarmupMessages,
    private readonly answers: WarmupAnswers,
    private readonly facts: MessageFacts,
    private readonly clock: Clock,
  ) {}

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'deliverability-warmup-campaigns' })
  async follow(events: AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>[]): Promise<void> {
    // An event that names another workspace than its campaign's has no effect.
    const own = events.filter(({ workspaceid, data }) => data.campaign.workspace_id === workspaceid);
    const newest = newestOfEach(own, ({ data }) => data.campaign.id);
    await this.campaigns.store(
      newest.map(({ data }) => data),
      this.clock.now(),
    );
  }

  @OnEvents([WarmupSent, WarmupBounced, WarmupFailed], { durable: 'deliverability-warmup-outcomes' })
  async record(events: OutcomeEvent[]): Promise<void> {
    await this.messages.recordOutcomes(events.map(outcomeOf));
    await this.facts.record(events.flatMap(factOf));
  }

  @OnEvents([WarmupReceived], { durable: 'deliverability-warmup-receipts' })
  async receive(events: EventOf<typeof WarmupReceived>[]): Promise<void> {
    const receipts = events.map(({ workspaceid, data }) => ({
      id: data.send_id,
      workspaceId: workspaceid,
      accountId: data.sending_account_id,
      placement: data.placement,
      messageId: data.message_id,
      at: data.at,
    }));
    await this.answers.receive(receipts, this.clock.now());
    // Again where they were received before: a process may have died in between, and a fact counts once.
    await this.facts.record(await this.messages.arrived(receipts.map(({ id }) => id)));
  }
}

const outcomeOf = (event: OutcomeEvent): WarmupOutcome => ({
  id: event.data.send_id,
  workspaceId: event.workspaceid,
  status: statusOf(event),
  at: event.data.at,
});

function statusOf(event: OutcomeEvent): WarmupOutcome['status'] {
  if (isEvent(WarmupFailed, event)) return event.data.indeterminate ? 'indeterminate' : 'failed';
  return isEvent(WarmupBounced, event) ? 'bounced' : 'sent';
}

/** Nothing for a message that did not leave, or perhaps did not. */
function factOf(event: OutcomeEvent): MessageFact[] {
  if (isEvent(WarmupFailed, event)) return [];
  const { data, workspaceid } = event;
  const fact = {
    ...NOTHING_KNOWN,
    send_id: uuidOf(data.send_id),
    workspace_id: uuidOf(workspaceid),
    account_id: uuidOf(data.sending_account_id),
    campaign_id: uuidOf(data.campaign_id),
    warmup: true,
    [isEvent(WarmupBounced, event) ? 'bounced_at' : 'sent_at']: new Date(data.at),
  };
  return [fact];
}
