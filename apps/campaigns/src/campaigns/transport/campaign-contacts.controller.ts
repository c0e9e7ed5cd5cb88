import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  BeginEnrollJob as BeginEnrollJobRequest,
  EnrollContacts as EnrollContactsRequest,
  RemoveContacts as RemoveContactsRequest,
  type EnrollResult,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { Answers } from '#messaging';
import { BeginEnrollJob } from '../use-cases/begin-enroll-job.js';
import { EnrollContacts } from '../use-cases/enroll-contacts.js';
import { RemoveContacts } from '../use-cases/remove-contacts.js';

/** Who takes part in a campaign by name, whatever its filter says. */
@Controller()
export class CampaignContactsController {
  constructor(
    private readonly enrollContacts: EnrollContacts,
    private readonly beginEnrollJob: BeginEnrollJob,
    private readonly removeContacts: RemoveContacts,
  ) {}

  @Answers(EnrollContactsRequest)
  enroll(@Payload() command: RequestOf<typeof EnrollContactsRequest>): Promise<EnrollResult> {
    return this.enrollContacts.execute(command);
  }

  @Answers(BeginEnrollJobRequest)
  beginJob(
    @Payload() command: RequestOf<typeof BeginEnrollJobRequest>,
  ): Promise<ResponseOf<typeof BeginEnrollJobRequest>> {
    return this.beginEnrollJob.execute(command);
  }

  @Answers(RemoveContactsRequest)
  remove(
    @Payload() command: RequestOf<typeof RemoveContactsRequest>,
  ): Promise<ResponseOf<typeof RemoveContactsRequest>> {
    return this.removeContacts.execute(command);
  }
}
