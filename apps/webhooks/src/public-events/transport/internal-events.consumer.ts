import { Injectable } from '@nestjs/common';
import { CAMPAIGN_EVENTS, DeliverabilityAlert, ExportCompleted, type EventOf } from '#contracts';
import { newestOfEach, OnEvents, type AnyEventOf } from '#messaging';
import { CampaignNames } from '../persistence/campaign-names.js';
import { FindKnown } from '../use-cases/find-known.js';
import { RecordPublicEvents } from '../use-cases/record-public-events.js';
import { alertEventView } from '../views/alert-events.view.js';
import { campaignEventView, type CampaignEventOf } from '../views/campaign-events.view.js';
import { contactEventView, PUBLIC_CONTACT_EVENTS } from '../views/contact-events.view.js';
import {
  emailEventView,
  isPublic,
  PUBLIC_EMAIL_EVENTS,
  type EmailEventOf,
} from '../views/email-events.view.js';
import {
  enrollmentEventView,
  exportEventView,
  PUBLIC_ENROLLMENT_EVENTS,
  type EnrollmentEventOf,
} from '../views/enrollment-events.view.js';

/** Events may come twice, late or in any order: their ids keep the result the same. */
@Injectable()
export class InternalEventsConsumer {
  constructor(
    private readonly recording: RecordPublicEvents,
    private readonly campaignNames: CampaignNames,
    private readonly known: FindKnown,
  ) {}

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'webhooks-campaigns', batch: true })
  async recordCampaigns(events: CampaignEventOf[]): Promise<void> {
    // An event that names another workspace than its campaign's has no effect.
    const own = events.filter(({ workspaceid, data }) => data.campaign.workspace_id === workspaceid);
    await this.campaignNames.store(newestOfEach(own, ({ data }) => data.campaign.id).map(nameOf));
    await this.recording.record(own.map(campaignEventView).filter((event) => event !== null));
  }

  @OnEvents(PUBLIC_CONTACT_EVENTS, { durable: 'webhooks-contacts', batch: true })
  async recordContacts(events: AnyEventOf<(typeof PUBLIC_CONTACT_EVENTS)[number]>[]): Promise<void> {
    await this.recording.record(events.map(contactEventView).filter((event) => event !== null));
  }

  @OnEvents(PUBLIC_EMAIL_EVENTS, { durable: 'webhooks-email', batch: true })
  async recordEmails(events: EmailEventOf[]): Promise<void> {
    const ofPeople = events.filter(isPublic);
    const known = await this.known.find({
      campaigns: ofPeople.map(({ data }) => data.campaign_id),
      sends: ofPeople.filter(({ data }) => !('email' in data)).map(({ data }) => data.send_id),
    });
    await this.recording.record(ofPeople.map((event) => emailEventView(event, known)));
  }

  @OnEvents(PUBLIC_ENROLLMENT_EVENTS, { durable: 'webhooks-enrollments', batch: true })
  async recordEnrollments(events: EnrollmentEventOf[]): Promise<void> {
    const known = await this.known.find({ campaigns: events.map(({ data }) => data.campaign_id) });
    await this.recording.record(events.map((event) => enrollmentEventView(event, known)));
  }

  @OnEvents([ExportCompleted], { durable: 'webhooks-exports', batch: true })
  async recordExports(events: EventOf<typeof ExportCompleted>[]): Promise<void> {
    const known = await this.known.find({ campaigns: events.map(({ data }) => data.campaign_id) });
    await this.recording.record(events.map((event) => exportEventView(event, known)));
  }

  @OnEvents([DeliverabilityAlert], { durable: 'webhooks-deliverability', batch: true })
  async recordAlerts(events: EventOf<typeof DeliverabilityAlert>[]): Promise<void> {
    const known = await this.known.find({ campaigns: events.flatMap(({ data }) => data.campaign_id ?? []) });
    await this.recording.record(events.map((event) => alertEventView(event, known)));
  }
}

const nameOf = ({ data: { campaign, version } }: CampaignEventOf) => ({
  campaign_id: campaign.id,
  workspace_id: campaign.workspace_id,
  name: campaign.name,
  version,
});
