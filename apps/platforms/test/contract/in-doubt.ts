import type { CampaignPlan, LeadToPush, PushResult } from '../../src/clients/domain/campaign-plan.js';
import type { PlatformCall, PlatformClient } from '../../src/clients/platform-client.js';
import { PlatformError } from '../../src/clients/platform-error.js';

/** Again after each failure of the platform, which makes sense for calls that are idempotent. */
export async function repeatedly<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PlatformError) || error.kind === 'rejected') throw error;
    }
  }
}

/** Creations as the service does them: what is in doubt is looked up before it is done again. */
export function eachOnce(client: PlatformClient, call: PlatformCall) {
  return {
    async campaign(plan: CampaignPlan): Promise<string> {
      for (;;) {
        try {
          return await client.createCampaign(call, plan);
        } catch (error) {
          if (!(error instanceof PlatformError) || error.kind === 'rejected') throw error;
          const found = error.doubtful
            ? await repeatedly(() => client.findCampaign(call, plan.marker))
            : null;
          if (found !== null) return found;
        }
      }
    },

    async leads(id: string, leads: readonly LeadToPush[]): Promise<void> {
      let waiting = [...leads];
      while (waiting.length > 0) {
        const batch = waiting.slice(0, Math.min(client.leadsPerPush, 20));
        const done = await pushed(client, call, id, batch);
        waiting = waiting.filter(({ email }) => !done.has(email));
      }
    },
  };
}

/** The addresses of the batch that are there after one attempt. */
async function pushed(
  client: PlatformClient,
  call: PlatformCall,
  id: string,
  batch: readonly LeadToPush[],
): Promise<ReadonlySet<string>> {
  const results = await resultsOf(client, call, id, batch);
  const of = (wanted: PushResult['kind']) =>
    batch.filter((_, place) => results[place]?.kind === wanted).map(({ email }) => email);
  const doubtful = of('doubtful');
  const found = doubtful.length === 0 ? [] : await repeatedly(() => client.findLeads(call, id, doubtful));
  return new Set([...of('pushed'), ...[...found].map(([email]) => email)]);
}

/** A failure of the whole push is one of each of its leads. */
export async function resultsOf(
  client: PlatformClient,
  call: PlatformCall,
  id: string,
  batch: readonly LeadToPush[],
): Promise<readonly PushResult[]> {
  try {
    return await client.pushLeads(call, id, batch);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.kind === 'rejected') throw error;
    return batch.map(() => ({ kind: error.doubtful ? 'doubtful' : 'not_tried', failure: error }));
  }
}
