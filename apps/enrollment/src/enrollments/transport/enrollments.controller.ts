import { Controller } from '@nestjs/common';
import {
  AddEnrollments as AddEnrollmentsRequest,
  GetNewLeads as GetNewLeadsRequest,
  ListEnrollments,
  RemoveEnrollments as RemoveEnrollmentsRequest,
  type CampaignRef,
  type RequestOf,
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
  list(query: RequestOf<typeof ListEnrollments>) {
    return this.enrollments.page(query);
  }

  @HandlesRequest(GetNewLeadsRequest)
  newLeads(ref: CampaignRef) {
    return this.getNewLeads.execute(ref);
  }

  @HandlesRequest(AddEnrollmentsRequest)
  async add(command: RequestOf<typeof AddEnrollmentsRequest>) {
    const result = await this.addEnrollments.execute(command);
    this.enrolling.wakeEnrolling();
    return result;
  }

  @HandlesRequest(RemoveEnrollmentsRequest)
  async remove(command: RequestOf<typeof RemoveEnrollmentsRequest>) {
    const removed = await this.removeEnrollments.execute(command);
    this.enrolling.wakeEnrolling();
    return { removed };
  }
}
