import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  AddEnrollments as AddEnrollmentsRequest,
  GetNewLeads as GetNewLeadsRequest,
  ListEnrollments,
  RemoveEnrollments as RemoveEnrollmentsRequest,
  type CampaignRef,
  type EnrollmentView,
  type EnrollResult,
  type Page,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { HandlesRequest } from '#messaging';
import { EnrollingWork, GetNewLeads } from '../../campaigns/index.js';
import { AddEnrollments } from '../persistence/add-enrollments.js';
import { EnrollmentList } from '../persistence/enrollment-list.js';
import { RemoveEnrollments } from '../persistence/remove-enrollments.js';

@Controller()
export class EnrollmentsController {
  constructor(
    private readonly enrollments: EnrollmentList,
    private readonly addEnrollments: AddEnrollments,
    private readonly removeEnrollments: RemoveEnrollments,
    private readonly getNewLeads: GetNewLeads,
    private readonly enrolling: EnrollingWork,
  ) {}

  @HandlesRequest(ListEnrollments)
  list(@Payload() query: RequestOf<typeof ListEnrollments>): Promise<Page<EnrollmentView>> {
    return this.enrollments.page(query);
  }

  @HandlesRequest(GetNewLeadsRequest)
  newLeads(@Payload() ref: CampaignRef): Promise<ResponseOf<typeof GetNewLeadsRequest>> {
    return this.getNewLeads.execute(ref);
  }

  @HandlesRequest(AddEnrollmentsRequest)
  async add(@Payload() command: RequestOf<typeof AddEnrollmentsRequest>): Promise<EnrollResult> {
    const result = await this.addEnrollments.execute(command);
    this.enrolling.wakeEnrolling();
    return result;
  }

  @HandlesRequest(RemoveEnrollmentsRequest)
  async remove(
    @Payload() command: RequestOf<typeof RemoveEnrollmentsRequest>,
  ): Promise<ResponseOf<typeof RemoveEnrollmentsRequest>> {
    const removed = await this.removeEnrollments.execute(command);
    this.enrolling.wakeEnrolling();
    return { removed };
  }
}
