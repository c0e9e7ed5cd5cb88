import { Controller } from '@nestjs/common';
import {
  ConfirmSends as ConfirmSendsRequest,
  ReopenSteps as ReopenStepsRequest,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { batchesOf, HandlesRequest } from '#messaging';
import { recipientView } from '../../contacts/index.js';
import { ConfirmSends, type Confirmation } from '../persistence/confirm-sends.js';
import { ReopenSteps } from '../persistence/reopen-steps.js';

@Controller()
export class SendsController {
  constructor(
    private readonly confirmSends: ConfirmSends,
    private readonly reopenSteps: ReopenSteps,
  ) {}

  @HandlesRequest(ReopenStepsRequest)
  async reopen(command: RequestOf<typeof ReopenStepsRequest>) {
    return { results: await this.reopenSteps.execute(command) };
  }

  @HandlesRequest(ConfirmSendsRequest)
  async confirm({
    sends,
  }: RequestOf<typeof ConfirmSendsRequest>): Promise<ResponseOf<typeof ConfirmSendsRequest>> {
    const [results = []] = batchesOf((await this.confirmSends.execute(sends)).map(resultOf));
    return { results };
  }
}

const resultOf = ({
  candidate,
  refusal,
}: Confirmation): ResponseOf<typeof ConfirmSendsRequest>['results'][number] =>
  refusal === undefined && candidate.contact_id !== null
    ? { wanted: true, recipient: recipientView(candidate.contact_id, candidate) }
    : { wanted: false, reason: refusal ?? 'unknown', ...notBefore(candidate, refusal) };

const notBefore = ({ postponed_until }: Confirmation['candidate'], refusal: Confirmation['refusal']) =>
  refusal === 'postponed' && postponed_until !== null ? { not_before: postponed_until.toISOString() } : {};
