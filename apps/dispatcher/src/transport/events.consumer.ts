import { Injectable } from '@nestjs/common';
import {
  AccountChanged,
  CAMPAIGN_EVENTS,
  EnrollmentFinished,
  StepsDue,
  WorkspaceChanged,
  type EventOf,
} from '#contracts';
import { Alarm, Clock } from '#kernel';
import { OnEvents } from '#messaging';
import { SmtpCredentialsClient } from '../clients/smtp-credentials.js';
import { AccountStates } from '../persistence/account-states.js';
import { CampaignSendStates } from '../persistence/campaign-send-states.js';
import { PlannedSends } from '../persistence/planned-sends.js';
import { Sends } from '../persistence/sends.js';
import { WorkspaceSettings } from '../persistence/workspace-settings.js';
import { newestCampaigns, type CampaignEvent } from './newest-campaigns.js';

/** Events may come twice, late or in any order: versions and natural keys keep the result the same. */
@Injectable()
export class EventsConsumer {
  constructor(
    private readonly plannedSends: PlannedSends,
    private readonly campaignSendStates: CampaignSendStates,
    private readonly accountStates: AccountStates,
    private readonly sends: Sends,
    private readonly workspaceSettings: WorkspaceSettings,
    private readonly credentials: SmtpCredentialsClient,
    private readonly alarm: Alarm,
    private readonly clock: Clock,
  ) {}

  @OnEvents([StepsDue], { durable: 'dispatcher-plan' })
  async plan(events: EventOf<typeof StepsDue>[]): Promise<void> {
    const planned = await this.plannedSends.plan(events, this.clock.now());
    if (planned > 0) this.alarm.ring();
  }

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'dispatcher-campaigns' })
  async storeCampaigns(events: CampaignEvent[]): Promise<void> {
    await this.campaignSendStates.store(newestCampaigns(events), this.clock.now());
    this.alarm.ring();
  }

  @OnEvents([AccountChanged], { durable: 'dispatcher-accounts' })
  async storeAccounts(events: EventOf<typeof AccountChanged>[]): Promise<void> {
    this.credentials.forget(events.map(({ data }) => data.sending_account_id));
    await this.accountStates.store(events, this.clock.now());
    this.alarm.ring();
  }

  @OnEvents([EnrollmentFinished], { durable: 'dispatcher-stops' })
  async cancelStopped(events: EventOf<typeof EnrollmentFinished>[]): Promise<void> {
    await this.sends.cancelStopped(events, this.clock.now());
  }

  @OnEvents([WorkspaceChanged], { durable: 'dispatcher-workspaces' })
  async storeWorkspaces(events: EventOf<typeof WorkspaceChanged>[]): Promise<void> {
    await this.workspaceSettings.store(events);
  }
}
