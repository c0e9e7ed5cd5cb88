import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RotateWebhookSecret } from '#contracts';
import { newId, type Id } from '#kernel';
import { SecretBox } from '#secrets';
import { useServers } from '#testing';
import { EndpointTargets, reencryptSecrets } from '../src/endpoints/index.js';
import { createWebhook } from './webhook-fixtures.js';
import { environmentOf, WebhooksHarness } from './webhooks-harness.js';

const servers = useServers();
const [before, now] = [randomBytes(32), randomBytes(32)];
const headers = { 'X-Key': 'k' };
let signing: string[];
let id: Id<'wh'>;

const withKey = (key: Buffer) =>
  WebhooksHarness.start(servers, environmentOf({ SECRETS_KEY: key.toString('base64') }));
const openedAt = async (webhooks: WebhooksHarness) => {
  const [target] = await webhooks.service.app.get(EndpointTargets).find([id]);
  return target?.opened;
};

let last: WebhooksHarness;
beforeAll(async () => {
  const workspace_id = newId('ws');
  last = await withKey(before);
  const created = await createWebhook(last, workspace_id, { custom_headers: headers });
  id = created.id;
  const rotated = await last.rpc.request(RotateWebhookSecret, { workspace_id, webhook_id: id });
  signing = [rotated.signing_secret, created.signing_secret];
  await last.stop();
});
afterAll(() => last.stop());

describe('another SECRETS_KEY', () => {
  it('opens the secrets and headers of webhooks once they are encrypted again', async () => {
    last = await withKey(now);
    expect(await openedAt(last)).toBeNull();

    const box = new SecretBox(now, [before]);
    expect(await reencryptSecrets(servers.databaseUrl, box)).toEqual({ count: 3, unreadable: [] });
    expect(await reencryptSecrets(servers.databaseUrl, box)).toEqual({ count: 0, unreadable: [] });
    expect(await openedAt(last)).toEqual({ signing, headers });
  });
});
