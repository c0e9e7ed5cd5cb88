import {
  AccountChanged,
  BulkUpsertContacts,
  CampaignLaunched,
  FindSentMessages,
  GetCampaignContent,
  GetSmtpCredentials,
  ListEnrollments,
  ListSends,
  type EnrollmentView,
  type SendView,
} from '#contracts';
import { MovableClock } from '#kernel';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { startTestService, StubServices, type SuiteServers } from '#testing';
import { AnalyticsModule } from '../../analytics/src/analytics.module.js';
import { migrations as analyticsMigrations } from '../../analytics/src/persistence/migrations/index.js';
import { dispatcherConfig } from '../../dispatcher/src/dispatcher.config.js';
import { DispatcherModule } from '../../dispatcher/src/dispatcher.module.js';
import { migrations as dispatcherMigrations } from '../../dispatcher/src/persistence/migrations/index.js';
import { CampaignFixture } from '../../dispatcher/test/campaign-fixtures.js';
import { environment } from '../../dispatcher/test/dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from '../../dispatcher/test/scripted-smtp.js';
import { EnrollmentModule } from '../../enrollment/src/enrollment.module.js';
import { migrations as enrollmentMigrations } from '../../enrollment/src/persistence/migrations/index.js';

const STREAM = 'EMAIL';

/** Enrollment, dispatcher and analytics on one clock and real servers; the other services are stubs. */
export class SendingServices {
  readonly clock = new MovableClock();
  private readonly running: RunningService[] = [];
  private readonly fixtures: CampaignFixture[] = [];

  private constructor(
    readonly smtp: ScriptedSmtp,
    readonly others: StubServices,
  ) {}

  static async start(servers: SuiteServers): Promise<SendingServices> {
    const services = new SendingServices(
      await startScriptedSmtp({}),
      await StubServices.start(servers.natsUrl),
    );
    await services.answerAsOthers();
    await services.startAll(servers);
    return services;
  }

  async stop(): Promise<void> {
    for (const service of this.running) await service.stop();
    await this.others.stop();
    await this.smtp.close();
  }

  private async answerAsOthers(): Promise<void> {
    await this.others.answer(GetCampaignContent, ({ campaign_ids }) => ({
      results: this.fixtures
        .filter(({ campaign }) => campaign_ids.includes(campaign.id))
        .map(({ campaign, currentVersion: version, steps }) => ({
          campaign_id: campaign.id,
          version,
          steps,
        })),
    }));
    await this.others.answer(GetSmtpCredentials, ({ sending_account_ids }) => ({
      results: this.fixtures.flatMap((fixture) =>
        sending_account_ids.flatMap((id) => fixture.credentials(id)),
      ),
    }));
  }

  private async startAll(servers: SuiteServers): Promise<void> {
    const { clock } = this;
    const enrollment = await startTestService(servers, {
      service: 'enrollment',
      migrations: enrollmentMigrations,
      module: (own) => EnrollmentModule.forConfig(loadConfig(serviceConfig('enrollment'), own), clock),
    });
    const dispatcher = await startTestService(servers, {
      service: 'dispatcher',
      migrations: dispatcherMigrations,
      module: () => DispatcherModule.forConfig(loadConfig(dispatcherConfig, environment(servers)), clock),
    });
    const analytics = await startTestService(servers, {
      service: 'analytics',
      migrations: analyticsMigrations,
      module: (own) => AnalyticsModule.forConfig(loadConfig(serviceConfig('analytics'), own), clock),
    });
    this.running.push(enrollment, dispatcher, analytics);
  }

  /** An active campaign of two steps, the second of them due `delayMs` after the first, and its contacts. */
  async launch(contacts: number, delayMs: number): Promise<CampaignFixture> {
    const fixture = new CampaignFixture(this.smtp.port, { accounts: 1 });
    const { workspaceId: workspace_id, accounts } = fixture;
    this.fixtures.push(fixture);
    await this.others.rpc.request(BulkUpsertContacts, {
      workspace_id,
      contacts: Array.from({ length: contacts }, (_, at) => ({
        email: `contact${at}@company${at}.example`,
        country: 'DE',
      })),
    });
    await this.others.publishData(AccountChanged, workspace_id, ...accounts);
    const { steps, ...snapshot } = fixture.next('active');
    const delayed = steps.map((step) => ({ ...step, delay_ms: step.step_number === 1 ? 0 : delayMs }));
    await this.others.publishData(CampaignLaunched, workspace_id, { ...snapshot, steps: delayed });
    return fixture;
  }

  async sends(fixture: CampaignFixture): Promise<SendView[]> {
    const { results } = await this.others.rpc.request(ListSends, { ...refOf(fixture), page_size: 200 });
    return results;
  }

  async enrollments(fixture: CampaignFixture): Promise<EnrollmentView[]> {
    const { results } = await this.others.rpc.request(ListEnrollments, { ...refOf(fixture), page_size: 200 });
    return results;
  }

  /** The facts that events name of a message that has left, as it is now. */
  async factOf({ id }: SendView) {
    const { results } = await this.others.rpc.request(FindSentMessages, { queries: [{ send_id: id }] });
    const [found] = results;
    if (found === undefined || found === null) throw new Error(`${id} has not left`);
    const { workspace_id: _1, status: _2, message_id: _3, subject: _4, sent_at: _5, ...fact } = found;
    return { ...fact, at: this.clock.now().toISOString() };
  }

  /** The messages about e-mails that a consumer has not settled yet, by consumer. */
  async unsettled(...durables: string[]): Promise<string[]> {
    const { streams, consumers } = this.others.nats.manager;
    const { state } = await streams.info(STREAM);
    const floors = await Promise.all(
      durables.map(async (durable) => (await consumers.info(STREAM, durable)).ack_floor.stream_seq),
    );
    return durables.filter((_, at) => floors[at] !== state.last_seq);
  }
}

const refOf = ({ workspaceId, campaign }: CampaignFixture) => ({
  workspace_id: workspaceId,
  campaign_id: campaign.id,
});
