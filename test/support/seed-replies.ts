import { Client } from 'pg';
import { z } from 'zod';
import { newId, uuidOf } from '#kernel';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';

const SEED = `
  insert into inbound.reply (id, workspace_id, version, campaign_id, contact_id, enrollment_id, send_id, step_id, step_number,
    sending_account_id, email, from_address, subject, snippet, intent, confidence, corrected, automatic, received_at)
  values ($1, $2, 1, $3, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1,
    gen_random_uuid(), 'person@example.com', 'person@example.com', 'Re: Hello', 'Who are you?', 'question', 0.7, false, false,
    now())`;

const WithId = z.object({ id: z.string() });

/** Writes a reply as the service inbound does, whose text was deleted: a real one needs a mail server. Returns its id. */
export async function seedReply(rest: RestClient, databaseUrl: string, campaign: string): Promise<string> {
  const workspace = await rest.get(WithId, 'workspace/');
  const id = newId('rep');
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(SEED, [uuidOf(id), uuidOf(workspace.id), uuidOf(campaign)]);
  } finally {
    await client.end();
  }
  return id;
}
