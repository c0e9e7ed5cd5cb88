import type { CampaignPlan } from '../src/clients/domain/campaign-plan.js';

/** The plan of a campaign of two steps, three days apart. */
export function aPlan(different: Partial<CampaignPlan> = {}): CampaignPlan {
  return {
    marker: 'camp_01h455vb4pex5vsknk084sn02q',
    name: 'Autumn',
    timeZone: 'Europe/Paris',
    startHour: 9,
    endHour: 17,
    sendDays: [1, 2, 3, 4, 5],
    dailyLimit: 500,
    maxNewLeadsPerDay: 50,
    minMinutesBetween: 10,
    stopOnReply: true,
    stopOnDomainReply: false,
    openTracking: true,
    linkTracking: true,
    steps: [
      { stepNumber: 1, delayMs: 0, sameThread: false },
      { stepNumber: 2, delayMs: 3 * 86_400_000, sameThread: true },
    ],
    accounts: [{ email: 'sales@ours.example', externalId: 'sales@ours.example' }],
    ...different,
  };
}
