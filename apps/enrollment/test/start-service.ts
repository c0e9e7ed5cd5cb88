import { StepsDue, type CampaignView, type StepDue } from '#contracts';
import { Database } from '#database';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { outboxEvents, startTestService, type SuiteServers } from '#testing';
import { EnrollmentModule } from '../src/enrollment.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

/** The whole service on real servers; started again it is another replica. */
export const startEnrollment = (servers: SuiteServers): Promise<RunningService> =>
  startTestService(servers, {
    service: 'enrollment',
    migrations,
    module: (environment) => EnrollmentModule.forConfig(loadConfig(serviceConfig('enrollment'), environment)),
    httpPort: 0,
  });

/** The steps of the campaign that were published, oldest first. */
export async function dueSteps({ app }: RunningService, campaign: CampaignView): Promise<StepDue[]> {
  const events = await outboxEvents(app.get(Database), StepsDue);
  return events.flatMap(({ data }) => (data.campaign_id === campaign.id ? data.steps : []));
}
