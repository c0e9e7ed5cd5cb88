import { Controller } from '@nestjs/common';
import {
  DeliverabilityAlertType,
  ListDeliverabilityAlerts,
  ListDeliverabilityEvents,
  type DeliverabilityLogEntry,
  type RequestOf,
} from '#contracts';
import { HandlesRequest, pageFrom, uuidIn } from '#messaging';
import { GateDecisions, gateDecisionView } from '../../gate/index.js';
import { DeliverabilityEvents } from '../persistence/deliverability-events.js';
import { deliverabilityEventView } from '../views/deliverability-event.view.js';

@Controller()
export class DeliverabilityLogController {
  constructor(
    private readonly events: DeliverabilityEvents,
    private readonly decisions: GateDecisions,
  ) {}

  /** The first rows of both logs hold the first rows of them together. */
  @HandlesRequest(ListDeliverabilityEvents)
  async listEvents(query: RequestOf<typeof ListDeliverabilityEvents>) {
    const [decisions, events] = await Promise.all([
      this.decisions.page(query),
      query.verdict === undefined ? this.events.page(pageOf(query)) : [],
    ]);
    const entries: DeliverabilityLogEntry[] = [
      ...decisions.map(gateDecisionView),
      ...events.map(deliverabilityEventView),
    ];
    return pageFrom(
      entries.toSorted((a, b) => (a.id < b.id ? 1 : -1)),
      { size: query.page_size },
    );
  }

  @HandlesRequest(ListDeliverabilityAlerts)
  async listAlerts(query: RequestOf<typeof ListDeliverabilityAlerts>) {
    const { type = DeliverabilityAlertType.options, campaign_id, sending_account_id } = query;
    const alerts = await this.events.page({ ...pageOf(query), type, campaign_id, sending_account_id });
    return pageFrom(alerts.map(deliverabilityEventView), { size: query.page_size });
  }
}

/** One row more than a page tells whether there is a next page. */
const pageOf = ({ workspace_id, cursor, page_size }: RequestOf<typeof ListDeliverabilityEvents>) => ({
  workspace_id,
  after: uuidIn(cursor, 'evt'),
  limit: page_size + 1,
});
