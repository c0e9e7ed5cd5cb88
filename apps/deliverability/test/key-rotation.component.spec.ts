import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetSmtpCredentials, type SendingAccountView } from '#contracts';
import { newId } from '#kernel';
import { SecretBox } from '#secrets';
import { useServers } from '#testing';
import { reencryptPasswords } from '../src/persistence/reencrypt-passwords.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
const [before, now] = [randomBytes(32), randomBytes(32)];
const oauth = {
  client_id: 'client',
  client_secret: 'shared',
  refresh_token: 'refresh',
  token_url: 'https://login.example/token',
};
const imap = { host: 'imap.sender.example', port: 993, user: 'ada', password: 'open-barley' };

let old: DeliverabilityHarness;
let accounts: SendingAccountView[];
beforeAll(async () => {
  old = await DeliverabilityHarness.start(servers, { SECRETS_KEY: before.toString('base64') });
  const workspace = newId('ws');
  accounts = [await old.account(workspace, { imap }), await old.account(workspace)];
  await old.account(workspace, { oauth });
});
afterAll(() => old.stop());

const passwordsAt = async (deliverability: DeliverabilityHarness) => {
  const sending_account_ids = accounts.map(({ id }) => id);
  const { results, unreadable } = await deliverability.rpc.request(GetSmtpCredentials, {
    sending_account_ids,
  });
  return { passwords: results.map(({ smtp }) => smtp.password), unreadable };
};

describe('another SECRETS_KEY', () => {
  it('reads the passwords of old keys, until all have the new one', async () => {
    await old.service.stop();
    const keys = { SECRETS_KEY: now.toString('base64'), SECRETS_KEYS_OLD: before.toString('base64') };
    const rotated = await DeliverabilityHarness.start(servers, keys);
    const readable = { passwords: ['sesame', 'sesame'], unreadable: [] };
    expect(await passwordsAt(rotated)).toEqual(readable);
    await rotated.stop();

    const box = new SecretBox(now, [before]);
    expect(await reencryptPasswords(servers.databaseUrl, new SecretBox(now))).toMatchObject({
      count: 0,
      unreadable: Array.from({ length: 6 }, () => expect.stringContaining('needs key')),
    });
    expect(await reencryptPasswords(servers.databaseUrl, box)).toEqual({ count: 6, unreadable: [] });
    expect(await reencryptPasswords(servers.databaseUrl, box)).toEqual({ count: 0, unreadable: [] });

    const alone = await DeliverabilityHarness.start(servers, { SECRETS_KEY: now.toString('base64') });
    expect(await passwordsAt(alone)).toEqual(readable);
    await alone.stop();
  });
});
