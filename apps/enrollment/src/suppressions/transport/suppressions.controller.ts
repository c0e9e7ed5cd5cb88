import { Controller } from '@nestjs/common';
import { AddSuppression, LiftSuppression, ListSuppressions, type RequestOf } from '#contracts';
import { Clock, notFound } from '#kernel';
import { HandlesRequest, pageFrom, uuidIn } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import { Suppressions } from '../persistence/suppressions.js';
import { suppressionView } from '../views/suppression.view.js';

@Controller()
export class SuppressionsController {
  constructor(
    private readonly suppressions: Suppressions,
    private readonly clock: Clock,
    private readonly enrolling: EnrollingWork,
  ) {}

  @HandlesRequest(AddSuppression)
  async add({ workspace_id, suppression }: RequestOf<typeof AddSuppression>) {
    const { email, domain, exact = false, reason } = suppression;
    const stored = await this.suppressions.add({
      workspace_id,
      kind: email === undefined ? 'domain' : 'email',
      value: email ?? domain ?? '',
      exact,
      reason,
      created_at: this.clock.now(),
    });
    return suppressionView(stored);
  }

  @HandlesRequest(ListSuppressions)
  async list(query: RequestOf<typeof ListSuppressions>) {
    const found = await this.suppressions.page({
      workspaceId: query.workspace_id,
      reason: query.reason,
      after: uuidIn(query.cursor, 'sup'),
      limit: query.page_size + 1, // one more than asked for tells whether there is a next page
    });
    return pageFrom(found.map(suppressionView), { size: query.page_size });
  }

  @HandlesRequest(LiftSuppression)
  async lift({ workspace_id, suppression_id }: RequestOf<typeof LiftSuppression>) {
    const lifted = await this.suppressions.lift(workspace_id, suppression_id);
    if (!lifted) throw notFound('suppression', suppression_id);
    this.enrolling.wakeMatching();
    this.enrolling.wakeEnrolling();
    return {};
  }
}
