import type { INestApplicationContext } from '@nestjs/common';
import {
  ContactSuppressed,
  EnrollmentFinished,
  EnrollmentsExhausted,
  EnrollmentStarted,
  LeadsDue,
  StepsDue,
  type CampaignEventData,
  type DataOf,
  type LeadDue,
  type StepDue,
} from '#contracts';
import { idOf, uuidOf, type Id, type MovableClock } from '#kernel';
import { outboxEvents, startServiceCore, type ServiceCore } from '#testing';
import { parseContacts } from '../src/contacts/transport/parse-contacts.js';
import { WriteContacts } from '../src/contacts/use-cases/write-contacts.js';
import { EnrollNextPage } from '../src/enrolling/persistence/enroll-next-page.js';
import { MatchChangedContacts } from '../src/enrolling/persistence/match-changed-contacts.js';
import { core } from '../src/enrollment.module.js';
import { AddEnrollments } from '../src/enrollments/persistence/add-enrollments.js';
import { SyncCampaigns } from '../src/enrollments/persistence/sync-campaigns.js';
import { migrations } from '../src/persistence/migrations/index.js';

interface EnrollmentRow {
  readonly id: string;
  readonly contact_id: string;
  readonly email: string;
  readonly status: string;
  readonly current_step: number;
  readonly awaiting_step: number | null;
  readonly next_step_at: Date | null;
  readonly last_sent_at: Date | null;
  readonly sending_account_id: string | null;
  readonly enrolled_at: Date;
  readonly finished_at: Date | null;
  readonly stop_reason: string | null;
  readonly postponed_until: Date | null;
}

/** The service without its transport, on a real database: use cases are called by hand, one after the other. */
export class EnrollmentHarness {
  readonly get: INestApplicationContext['get'];
  readonly clock: MovableClock;

  private constructor(private readonly core: ServiceCore) {
    this.get = core.get;
    this.clock = core.clock;
  }

  /** Another one on the same database is another replica. */
  static async boot(url: string, clock?: MovableClock): Promise<EnrollmentHarness> {
    const options = { service: 'enrollment', url, migrations, providers: core, ...(clock && { clock }) };
    return new EnrollmentHarness(await startServiceCore(options));
  }

  close(): Promise<void> {
    return this.core.close();
  }

  query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.core.database.query<Row>(sql, params);
  }

  async sync(...campaigns: CampaignEventData[]): Promise<void> {
    await this.get(SyncCampaigns).execute(campaigns);
  }

  async enroll(snapshot: CampaignEventData, contact_ids: Id<'cont'>[]): Promise<void> {
    const { workspace_id } = snapshot.campaign;
    await this.get(AddEnrollments).execute({ workspace_id, snapshot, contact_ids });
  }

  async write(workspaceId: Id<'ws'>, contacts: object[]): Promise<void> {
    const { rows } = parseContacts(contacts);
    await this.get(WriteContacts).execute(workspaceId, 'upsert', rows);
  }

  /** Works until nobody has anything to do; answers how many portions that took. */
  async enrollAll(): Promise<number> {
    for (let portions = 0; ; portions += 1) {
      const matched = await this.get(MatchChangedContacts).execute();
      const enrolled = await this.get(EnrollNextPage).execute();
      if (matched === 'idle' && enrolled === 'idle') return portions;
    }
  }

  enrollmentsOf({ campaign }: CampaignEventData): Promise<EnrollmentRow[]> {
    return this.query<EnrollmentRow>('select * from enrollment where campaign_id = $1 order by contact_id', [
      uuidOf(campaign.id),
    ]);
  }

  /**
   * Contacts `<prefix>1@<domain>` and so on, straight into the table. Ids made in one millisecond have no order of
   * their own, so they are sorted first: contact 1 comes before contact 2 in every walk.
   */
  async insertContacts(
    workspaceId: string,
    count: number,
    { prefix = 'p', domain = 'corp.test', timeZone = null as string | null } = {},
  ): Promise<void> {
    await this.query(
      `insert into contact (id, workspace_id, email, country, time_zone, created_at, updated_at)
       select id, $1, $3 || row_number() over (order by id) || '@' || $4, 'DE', $6, $5, $5
         from (select uuid_v7() as id from generate_series(1, $2::int)) made`,
      [uuidOf(workspaceId), count, prefix, domain, this.clock.now(), timeZone],
    );
  }

  /** The contacts of the campaign's workspace, oldest first. */
  async contactsOf({ campaign }: CampaignEventData): Promise<Id<'cont'>[]> {
    const sql = 'select id from contact where workspace_id = $1 order by id';
    const rows = await this.query<{ id: string }>(sql, [uuidOf(campaign.workspace_id)]);
    return rows.map(({ id }) => idOf('cont', id));
  }

  /** The ends of the campaign that were published, oldest first. */
  async exhaustedOf({ campaign }: CampaignEventData): Promise<DataOf<typeof EnrollmentsExhausted>[]> {
    const events = await outboxEvents(this.core.database, EnrollmentsExhausted);
    return events.map(({ data }) => data).filter(({ campaign_id }) => campaign_id === campaign.id);
  }

  /** The ends of enrollments of the campaign that were published, oldest first. */
  async finishedOf({ campaign }: CampaignEventData): Promise<DataOf<typeof EnrollmentFinished>[]> {
    const events = await outboxEvents(this.core.database, EnrollmentFinished);
    return events.map(({ data }) => data).filter(({ campaign_id }) => campaign_id === campaign.id);
  }

  /** The enrollments of the campaign that were published, oldest first. */
  async startedOf({ campaign }: CampaignEventData): Promise<DataOf<typeof EnrollmentStarted>[]> {
    const events = await outboxEvents(this.core.database, EnrollmentStarted);
    return events.map(({ data }) => data).filter(({ campaign_id }) => campaign_id === campaign.id);
  }

  /** The suppressions of the workspace that were published, oldest first. */
  async suppressedIn(workspaceId: Id<'ws'>): Promise<DataOf<typeof ContactSuppressed>[]> {
    const events = await outboxEvents(this.core.database, ContactSuppressed);
    return events.flatMap(({ workspaceid, data }) => (workspaceid === workspaceId ? [data] : []));
  }

  /** The steps of the campaign that were published, oldest first. */
  async dueStepsOf({ campaign }: CampaignEventData): Promise<StepDue[]> {
    const events = await outboxEvents(this.core.database, StepsDue);
    return events.flatMap(({ data }) => (data.campaign_id === campaign.id ? data.steps : []));
  }

  /** The contacts that were handed over to the platform of the campaign, oldest first. */
  async dueLeadsOf({ campaign }: CampaignEventData): Promise<LeadDue[]> {
    const events = await outboxEvents(this.core.database, LeadsDue);
    return events.flatMap(({ data }) => (data.campaign_id === campaign.id ? data.leads : []));
  }
}
