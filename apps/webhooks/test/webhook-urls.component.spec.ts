import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListWebhooks, UpdateWebhook } from '#contracts';
import { newId } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { createWebhook } from './webhook-fixtures.js';
import { environmentOf, WebhooksHarness } from './webhooks-harness.js';

const servers = useServers();
let webhooks: WebhooksHarness;
beforeAll(async () => {
  webhooks = await WebhooksHarness.start(servers, environmentOf({ ALLOW_PRIVATE_NETWORKS: 'false' }));
});
afterAll(() => webhooks.stop());

/** An address of its own kind in each: none may be called where private networks are not allowed. */
const REFUSED = [
  'http://8.8.8.8/hook',
  'https://localhost/hook',
  'https://localhost./hook',
  'https://127.0.0.1/hook',
  'https://127.1/hook',
  'https://2130706433/hook',
  'https://0177.0.0.1/hook',
  'https://0x7f000001/hook',
  'https://0.0.0.0/hook',
  'https://10.1.2.3/hook',
  'https://172.16.0.1/hook',
  'https://192.168.1.1/hook',
  'https://100.64.0.1/hook',
  'https://169.254.169.254/latest/meta-data',
  'https://224.0.0.1/hook',
  'https://255.255.255.255/hook',
  'https://[::]/hook',
  'https://[::1]/hook',
  'https://[::ffff:127.0.0.1]/hook',
  'https://[::ffff:7f00:1]/hook',
  'https://[64:ff9b::7f00:1]/hook',
  'https://[2002:7f00:1::]/hook',
  'https://[fe80::1]/hook',
  'https://[fd00::1]/hook',
  'https://8.8.8.8:22/hook',
  'https://8.8.8.8:25/hook',
  'https://8.8.8.8:80/hook',
  'https://8.8.8.8:1024/hook',
  'https://user@8.8.8.8/hook',
  'https://user:secret@8.8.8.8/hook',
  'https://no-such-name.invalid/hook',
];

/** Nobody calls them: the webhooks are inactive, and an address needs no look-up. */
const PUBLIC = 'https://8.8.8.8/hook';
const TAKEN = [PUBLIC, 'https://8.8.8.8:8443/hook', 'https://8.8.8.8:1025/hook'];

const invalidUrl = {
  kind: 'invalid',
  code: 'validation_error',
  details: {
    errors: [
      { field: 'url', code: 'invalid_value', message: expect.stringMatching(/^cannot be called: \w/) },
    ],
  },
};

describe('the URL of a webhook', () => {
  it.each(REFUSED)('%s is refused, with its field', async (url) => {
    const workspace_id = newId('ws');
    const refusal = await refusalOf(createWebhook(webhooks, workspace_id, { url, active: false }));
    expect(refusal).toMatchObject(invalidUrl);
    expect(refusal.message.includes('secret')).toBe(false);
    expect(await webhooks.rpc.request(ListWebhooks, { workspace_id })).toEqual({ results: [] });
  });

  it.each(TAKEN)('%s is taken', async (url) => {
    expect(await createWebhook(webhooks, newId('ws'), { url, active: false })).toMatchObject({ url });
  });

  it('is checked when it changes, too', async () => {
    const workspace_id = newId('ws');
    const { id } = await createWebhook(webhooks, workspace_id, { url: PUBLIC, active: false });
    const changes = { url: 'https://127.0.0.1/hook' };
    const changed = webhooks.rpc.request(UpdateWebhook, { workspace_id, webhook_id: id, changes });
    expect(await refusalOf(changed)).toMatchObject(invalidUrl);
  });
});
