import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  ConfirmSends as ConfirmSendsRequest,
  ReopenSteps,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { uuidOf } from '#kernel';
import { HandlesRequest } from '#messaging';
import { recipientView } from '../../contacts/index.js';
import { ConfirmSends } from '../persistence/confirm-sends.js';
import { Enrollments } from '../persistence/enrollments.js';

@Controller()
export class SendsController {
  constructor(
    private readonly confirmSends: ConfirmSends,
    private readonly enrollments: Enrollments,
  ) {}

  @HandlesRequest(ReopenSteps)
  async reopen(@Payload() command: RequestOf<typeof ReopenSteps>): Promise<ResponseOf<typeof ReopenSteps>> {
    return { results: await this.enrollments.reopen(command) };
  }

  @HandlesRequest(ConfirmSendsRequest)
  async confirm(
    @Payload() { sends }: RequestOf<typeof ConfirmSendsRequest>,
  ): Promise<ResponseOf<typeof ConfirmSendsRequest>> {
    const confirmations = await this.confirmSends.execute(
      sends.map((send) => ({
        workspaceId: uuidOf(send.workspace_id),
        enrollmentId: uuidOf(send.enrollment_id),
        stepNumber: send.step_number,
      })),
    );
    return {
      results: confirmations.map(({ candidate, refusal }) =>
        refusal === undefined
          ? { wanted: true, recipient: recipientView(candidate.contact_id, candidate) }
          : { wanted: false, reason: refusal },
      ),
    };
  }
}
