import { Controller } from '@nestjs/common';
import { RecallLeads, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { Leads } from '../persistence/leads.js';
import { LeavingSchedule } from './leaving.schedule.js';

@Controller()
export class LeadsController {
  constructor(
    private readonly leads: Leads,
    private readonly leaving: LeavingSchedule,
  ) {}

  @HandlesRequest(RecallLeads)
  async recall(request: RequestOf<typeof RecallLeads>) {
    const result = await this.leads.recall(request);
    this.leaving.wake();
    return result;
  }
}
