import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CampaignEventData, EventOf, StepDue, StepsDue } from '#contracts';
import { Database, DatabaseModule, MessagePublisher, migrateService } from '#database';
import { provideJobs } from '#jobs';
import { Clock, MovableClock, uuidOf } from '#kernel';
import { CampaignCandidates } from '../src/campaigns/persistence/campaign-candidates.js';
import { CampaignReplicas } from '../src/campaigns/persistence/campaign-replicas.js';
import { EnrollNextPage } from '../src/campaigns/persistence/enroll-next-page.js';
import { GetNewLeads } from '../src/campaigns/persistence/get-new-leads.js';
import { MatchChangedContacts } from '../src/campaigns/persistence/match-changed-contacts.js';
import { SyncCampaigns } from '../src/campaigns/persistence/sync-campaigns.js';
import { ChangedContacts } from '../src/contacts/persistence/changed-contacts.js';
import { ContactCounts } from '../src/contacts/persistence/contact-counts.js';
import { ContactList } from '../src/contacts/persistence/contact-list.js';
import { Contacts } from '../src/contacts/persistence/contacts.js';
import { FindContacts } from '../src/contacts/use-cases/find-contacts.js';
import { WriteContacts } from '../src/contacts/use-cases/write-contacts.js';
import { AddEnrollments } from '../src/enrollments/persistence/add-enrollments.js';
import { ApplyOutcomes } from '../src/enrollments/persistence/apply-outcomes.js';
import { ConfirmSends } from '../src/enrollments/persistence/confirm-sends.js';
import { CreateEnrollJob } from '../src/enrollments/persistence/create-enroll-job.js';
import { EnrollJob } from '../src/enrollments/persistence/enroll-job.js';
import { Enrollments } from '../src/enrollments/persistence/enrollments.js';
import { ManualEnrollments } from '../src/enrollments/persistence/manual-enrollments.js';
import { PublishDueSteps } from '../src/enrollments/persistence/publish-due-steps.js';
import { RemoveEnrollments } from '../src/enrollments/persistence/remove-enrollments.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { Regexes } from '../src/segments/persistence/regexes.js';
import { Segments } from '../src/segments/persistence/segments.js';
import { ChangeSegment } from '../src/segments/use-cases/change-segment.js';
import { CountSegments } from '../src/segments/use-cases/count-segments.js';
import { RequireValidConditions } from '../src/segments/use-cases/require-valid-conditions.js';
import { Suppressions } from '../src/suppressions/persistence/suppressions.js';

const SERVICE = 'enrollment';

/** Nobody listens: what the service tells is read from its outbox. */
class SilentPublisher extends MessagePublisher {
  override publish(messages: readonly unknown[]): Promise<readonly boolean[]> {
    return Promise.resolve(messages.map(() => true));
  }
}

function fromNoon(): MovableClock {
  const clock = new MovableClock();
  clock.travelTo(new Date(clock.now().setUTCHours(12, 0, 0, 0)));
  return clock;
}

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
}

/** The service without its transport, on a real database: use cases are called by hand, one after the other. */
export class EnrollmentHarness {
  private constructor(
    private readonly app: INestApplicationContext,
    readonly clock: MovableClock,
  ) {}

  /** Another one on the same database is another replica. Time goes on from noon, so that no day ends in a test. */
  static async boot(url: string, clock = fromNoon()): Promise<EnrollmentHarness> {
    await migrateService({ url, service: SERVICE, migrations });
    const app = await NestFactory.createApplicationContext(
      {
        module: class EnrollmentStore {},
        global: true,
        imports: [DatabaseModule.forService({ service: SERVICE, url, migrations })],
        providers: [
          { provide: Clock, useValue: clock },
          { provide: MessagePublisher, useClass: SilentPublisher },
          CampaignCandidates,
          CampaignReplicas,
          ChangedContacts,
          ContactCounts,
          ContactList,
          Contacts,
          Enrollments,
          ManualEnrollments,
          Regexes,
          Segments,
          Suppressions,
          AddEnrollments,
          ApplyOutcomes,
          ChangeSegment,
          CountSegments,
          EnrollNextPage,
          FindContacts,
          SyncCampaigns,
          GetNewLeads,
          ConfirmSends,
          MatchChangedContacts,
          CreateEnrollJob,
          RemoveEnrollments,
          RequireValidConditions,
          PublishDueSteps,
          ...provideJobs(EnrollJob),
          WriteContacts,
        ],
        exports: [MessagePublisher],
      },
      { logger: false, abortOnError: false },
    );
    return new EnrollmentHarness(app, clock);
  }

  readonly get: INestApplicationContext['get'] = (token: never) => this.app.get(token);

  close(): Promise<void> {
    return this.app.close();
  }

  query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.app.get(Database).query<Row>(sql, params);
  }

  async tell(...campaigns: CampaignEventData[]): Promise<void> {
    await this.app.get(SyncCampaigns).execute(campaigns);
  }

  /** Works until nobody has anything to do; answers how many portions that took. */
  async enrollAll(): Promise<number> {
    for (let portions = 0; ; portions += 1) {
      const matched = await this.app.get(MatchChangedContacts).execute();
      const enrolled = await this.app.get(EnrollNextPage).execute();
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

  /** The published events about a campaign, in order. */
  async toldOf<Data extends { campaign_id: string }>(
    type: string,
    { campaign }: CampaignEventData,
  ): Promise<Data[]> {
    const rows = await this.query<{ payload: string }>(
      'select payload from outbox where subject = $1 order by position',
      [`evt.${type}.v1`],
    );
    const events = rows.flatMap(({ payload }): { data: Data }[] => JSON.parse(payload));
    return events.map(({ data }) => data).filter(({ campaign_id }) => campaign_id === campaign.id);
  }

  async dueStepsOf(campaign: CampaignEventData): Promise<StepDue[]> {
    const told = await this.toldOf<EventOf<typeof StepsDue>['data']>('enrollment.steps_due', campaign);
    return told.flatMap(({ steps }) => steps);
  }
}
