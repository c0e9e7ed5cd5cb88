import { Controller } from '@nestjs/common';
import {
  CancelSends,
  GetPacing,
  HoldCampaign,
  ListSends,
  RetrySends as RetrySendsRequest,
  type CampaignRef,
  type RequestOf,
} from '#contracts';
import { Alarm, Clock } from '#kernel';
import { HandlesRequest, pageFrom } from '#messaging';
import { delegatedPacingOf } from '../domain/delegated-pacing.js';
import { pacingOf, UNKNOWN_CAMPAIGN } from '../domain/pacing.js';
import { CampaignSendStates } from '../persistence/campaign-send-states.js';
import { PacingReports } from '../persistence/pacing-reports.js';
import { Schedules } from '../persistence/schedules.js';
import { Sends } from '../persistence/sends.js';
import { RetrySends } from '../use-cases/retry-sends.js';
import { sendViews } from '../views/send.view.js';

@Controller()
export class SendsController {
  constructor(
    private readonly sends: Sends,
    private readonly campaignSendStates: CampaignSendStates,
    private readonly pacingReports: PacingReports,
    private readonly schedules: Schedules,
    private readonly retrySends: RetrySends,
    private readonly alarm: Alarm,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(ListSends)
  async list(query: RequestOf<typeof ListSends>) {
    const rows = await this.sends.list(query);
    const facts = await this.schedules.factsFor(rows, query, this.clock.now());
    return pageFrom(sendViews(rows, facts), { size: query.page_size });
  }

  @HandlesRequest(RetrySendsRequest)
  async retry(command: RequestOf<typeof RetrySendsRequest>) {
    const result = await this.retrySends.execute(command);
    if (result.retried > 0) this.alarm.ring();
    return result;
  }

  @HandlesRequest(GetPacing)
  async pacing(ref: CampaignRef) {
    const now = this.clock.now();
    const facts = await this.pacingReports.factsOf(ref, now);
    if (facts === undefined) return UNKNOWN_CAMPAIGN;
    return facts.delegated ? delegatedPacingOf(facts, now) : pacingOf(facts, now);
  }

  @HandlesRequest(CancelSends)
  async cancel(command: RequestOf<typeof CancelSends>) {
    return { canceled: await this.sends.cancel(command, this.clock.now()) };
  }

  @HandlesRequest(HoldCampaign)
  async hold(request: RequestOf<typeof HoldCampaign>) {
    return { in_flight: await this.campaignSendStates.hold(request, this.clock.now()) };
  }
}
