import { signalKey } from '../domain/signal-key.js';
import type { Signal } from '../domain/signal.js';
import type { PlatformCall } from '../platform-client.js';
import { leadsOf, type ReachinboxLead } from './reachinbox-leads.js';

/** Unsubscribes, for which there is no hook: each lead tells whether it has. */
export async function* reachinboxUnsubscribes(
  call: PlatformCall,
  id: string,
  since: Date,
): AsyncGenerator<Signal> {
  for await (const lead of leadsOf(call, id)) {
    if (lead.email === null || !isUnsubscribed(lead)) continue;
    const at = lead.updatedAt ?? since;
    const about = { campaign: id, email: lead.email, step: null, messageId: null, at };
    yield {
      kind: 'unsubscribed',
      at,
      key: signalKey('unsubscribed', about),
      platformCampaignId: id,
      email: lead.email,
      leadId: lead.id,
      stepNumber: null,
      accountEmail: null,
      messageId: null,
      machine: false,
    };
  }
}

function isUnsubscribed(lead: ReachinboxLead): boolean {
  const words = [lead.status, lead.leadStatus];
  return lead.isUnsubscribed || lead.unsubscribed || words.some((word) => /^unsubscribed$/i.test(word ?? ''));
}
