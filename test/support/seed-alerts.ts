import { Client } from 'pg';
import { z } from 'zod';
import { newId, uuidOf } from '#kernel';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';

const SEED = `
  insert into deliverability.deliverability_event (id, workspace_id, type, campaign_id, message, reasons, data, at)
  values ($1, $2, 'campaign_alert', $3, 'campaign bounced 6 %', '[]', '{}', now())`;

const WithId = z.object({ id: z.string() });

/** Writes an alert as the service deliverability does: a real one needs fifty messages. Returns its id. */
export async function seedAlert(rest: RestClient, databaseUrl: string, campaign: string): Promise<string> {
  const workspace = await rest.get(WithId, 'workspace/');
  const id = newId('evt');
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(SEED, [uuidOf(id), uuidOf(workspace.id), uuidOf(campaign)]);
  } finally {
    await client.end();
  }
  return id;
}
