import { z } from 'zod';
import { PublicEventType } from '#contracts';
import { compareEvents } from './compare-events.js';
import type { Demo } from './demo-workspace.js';
import { getJson } from './get-json.js';
import { reconcile, type Reconciliation } from './reconciliation.js';
import type { RestClient } from './rest-client.js';

/** The answer of the mailbox API about webhooks, as far as it matters here. */
const Received = z.object({
  counts: z.partialRecord(PublicEventType, z.number()),
  events: z.array(z.object({ type: PublicEventType, data: z.record(z.string(), z.unknown()) })),
});

export interface DemoReconciliation extends Reconciliation {
  /** How many events of each type the webhook brought; each counts once. */
  readonly brought: Readonly<Partial<Record<PublicEventType, number>>>;
}

/** The figures of the demo campaign, compared with the mailbox, its recipients and the events of the demo's webhook. */
export async function reconcileDemo(rest: RestClient, demo: Demo): Promise<DemoReconciliation> {
  const reconciliation = await reconcile(rest, demo.campaign_id, demo.mailbox_url);
  if (demo.webhook_id === null) return { ...reconciliation, brought: {} };

  const { counts, events } = await getJson(Received, `${demo.mailbox_url}/api/webhooks`);
  const differences = [...reconciliation.differences, ...compareEvents(reconciliation.campaign, events)];
  return { ...reconciliation, brought: counts, differences };
}
