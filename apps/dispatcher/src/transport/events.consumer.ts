import { Injectable } from '@nestjs/common';
import {
  AccountChanged,
  CAMPAIGN_EVENTS,
  CampaignPaused,
  CampaignResumed,
  EnrollmentFinished,
  StepsDue,
  WorkspaceChanged,
  type EventOf,
} from '#contracts';
import { Alarm, Clock } from '#kernel';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { SmtpCredentialsClient } from '../clients/smtp-credentials.js';
import { AccountStates } from '../persistence/account-states.js';
import type { VersionedCampaign } from '../persistence/campaign-send-state.row.js';
import { CampaignSendStates } from '../persistence/campaign-send-states.js';
import { PlannedSends } from '../persistence/planned-sends.js';
import { Sends } from '../persistence/sends.js';
import { WorkspaceSettings } from '../persistence/workspace-settings.js';

type CampaignEvent = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

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

/** One statement cannot write a row twice. */
function newestCampaigns(events: readonly CampaignEvent[]): VersionedCampaign[] {
  const newest = new Map<string, VersionedCampaign>();
  // An event that names another workspace than its campaign's has no effect.
  for (const event of events.filter(({ workspaceid, data }) => data.campaign.workspace_id === workspaceid)) {
    const { version, campaign } = event.data;
    const known = newest.get(campaign.id);
    const newer = known !== undefined && known.version >= version ? known : { version, campaign };
    // A change right after a resume must not hide it, and a resume not the pause before it.
    const resumedAt = isEvent(CampaignResumed, event) ? new Date(event.time) : (known?.resumedAt ?? null);
    const pausedAt = isEvent(CampaignPaused, event) ? new Date(event.time) : (known?.pausedAt ?? null);
    newest.set(campaign.id, { ...newer, pausedAt, resumedAt });
  }
  return [...newest.values()];
}
