import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InviteUser, MakeKey } from '#contracts';
import { newId } from '#kernel';
import { RpcClient } from '#messaging';
import { useServers } from '#testing';
import { GatewayHarness } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let operator: RpcClient;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  operator = new RpcClient(gateway.nats);
});
afterAll(() => gateway.stop());

describe('the operator who names a workspace that is not there', () => {
  const workspace_id = newId('ws');

  it('hears that, for a key and for an invitation', async () => {
    const unknown = { code: 'not_found', message: `workspace ${workspace_id} does not exist` };
    const key = operator.request(MakeKey, { workspace_id, name: 'CRM', expires_at: null });
    await expect(key).rejects.toMatchObject(unknown);
    const invitation = operator.request(InviteUser, {
      workspace_id,
      email: 'ada@acme.example',
      role: 'admin',
    });
    await expect(invitation).rejects.toMatchObject(unknown);
  });
});
