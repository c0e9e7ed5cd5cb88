import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreatePlatformConnection,
  GetPlatformConnection,
  GetReply,
  GetSmtpCredentials,
  ListReplies,
  reencryptSecrets,
  RotateWebhookSecret,
  TestPlatformConnection,
  type PlatformConnectionView,
  type SendingAccountView,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { SecretBox } from '#secrets';
import { refusalOf, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { secretTables as accountTables } from '../../deliverability/src/persistence/secret-tables.js';
import { DeliverabilityHarness } from '../../deliverability/test/deliverability-harness.js';
import { textOwner } from '../../inbound/src/replies/persistence/reply.row.js';
import { secretTables as replyTables } from '../../inbound/src/replies/persistence/secret-tables.js';
import { environmentOf as inboundEnvironment, InboundHarness } from '../../inbound/test/inbound-harness.js';
import { answerTo, inMailboxOf, sentMessage } from '../../inbound/test/received-mail-fixtures.js';
import { secretTables as connectionTables } from '../../platforms/src/connections/index.js';
import { ConnectionsHarness } from '../../platforms/test/connections-harness.js';
import { secretTables as endpointTables, EndpointTargets } from '../../webhooks/src/endpoints/index.js';
import { createWebhook } from '../../webhooks/test/webhook-fixtures.js';
import {
  environmentOf as webhooksEnvironment,
  WebhooksHarness,
} from '../../webhooks/test/webhooks-harness.js';
import { killNimbus, toolOn } from './run-nimbus.js';

const servers = useServers();
const nimbus = toolOn(servers);
const workspace_id = newId('ws');
const [before, now] = [randomBytes(32), randomBytes(32)];
const text = (key: Buffer) => key.toString('base64');
const ROTATED = { SECRETS_KEY: text(now), SECRETS_KEYS_OLD: text(before) };
const key = new SecretBox(now).keyId;

const REPLIES = 250;
const headers = { 'X-Key': 'k' };
const imap = { host: 'imap.sender.example', port: 993, user: 'ada', password: 'open-barley' };
const oauth = {
  client_id: 'client',
  client_secret: 'shared',
  refresh_token: 'refresh',
  token_url: 'https://login.example/token',
};

let deliverability: DeliverabilityHarness;
let inbound: InboundHarness;
let webhooks: WebhooksHarness;
let platforms: ConnectionsHarness;
const instantly = new InstantlyServer();
let accounts: SendingAccountView[];
let reply_id: Id<'rep'>;
let connection: PlatformConnectionView;
let webhook: { readonly id: Id<'wh'>; readonly signing: readonly string[] };

async function startWith(keys: Readonly<Record<string, string>>): Promise<void> {
  deliverability = await DeliverabilityHarness.start(servers, keys);
  inbound = await InboundHarness.start(servers, inboundEnvironment(keys));
  webhooks = await WebhooksHarness.start(servers, webhooksEnvironment(keys));
  platforms = await ConnectionsHarness.start(servers, { INSTANTLY_URL: instantly.url, ...keys });
}

async function stopAll(): Promise<void> {
  for (const harness of [deliverability, inbound, webhooks, platforms]) await harness.stop();
}

async function restartWith(keys: Readonly<Record<string, string>>): Promise<void> {
  await stopAll();
  await startWith(keys);
}

async function storeReply(): Promise<Id<'rep'>> {
  const message = sentMessage({ workspace_id });
  inbound.sent.push(message);
  await inbound.receive(inMailboxOf(message, answerTo(message, { text: 'Sounds good.' })));
  const { results } = await inbound.rpc.request(ListReplies, { workspace_id, page_size: 50 });
  const [reply] = results;
  if (reply === undefined) throw new Error('the reply is missing');
  await storeMoreReplies();
  return reply.id;
}

/** More than one batch, in the same words. */
async function storeMoreReplies(): Promise<void> {
  const box = new SecretBox(before);
  const more = Array.from({ length: REPLIES - 1 }, () => {
    const id = newId('rep');
    return { id: uuidOf(id), encrypted_text: box.encrypt('Sounds good.', textOwner(id)) };
  });
  await inbound.database.query(
    `insert into reply select (jsonb_populate_record(reply, to_jsonb(more))).*
     from reply, jsonb_to_recordset($1::jsonb) as more (id uuid, encrypted_text text)`,
    [JSON.stringify(more)],
  );
}

async function storeWebhook() {
  const created = await createWebhook(webhooks, workspace_id, { custom_headers: headers });
  const rotated = await webhooks.rpc.request(RotateWebhookSecret, { workspace_id, webhook_id: created.id });
  return { id: created.id, signing: [rotated.signing_secret, created.signing_secret] };
}

const storeConnection = () =>
  platforms.rpc.request(CreatePlatformConnection, {
    workspace_id,
    workspace_time_zone: 'UTC',
    connection: {
      platform: 'instantly',
      client_id: null,
      credentials: { api_key: [...instantly.keys].join() },
    },
  });

beforeAll(async () => {
  await instantly.start();
  // Before another harness answers as the dispatcher, too, and does not know the message.
  inbound = await InboundHarness.start(servers, inboundEnvironment({ SECRETS_KEY: text(before) }));
  reply_id = await storeReply();
  await inbound.stop();
  await startWith({ SECRETS_KEY: text(before) });
  accounts = [
    await deliverability.account(workspace_id, { imap }),
    await deliverability.account(workspace_id),
  ];
  await deliverability.account(workspace_id, { oauth });
  webhook = await storeWebhook();
  connection = await storeConnection();
});
afterAll(async () => {
  await stopAll();
  await instantly.stop();
});

const passwords = async () => {
  const sending_account_ids = accounts.map(({ id }) => id);
  const { results } = await deliverability.rpc.request(GetSmtpCredentials, { sending_account_ids });
  return results.map(({ smtp }) => smtp.password);
};

async function expectAllReadable(): Promise<void> {
  expect(await passwords()).toEqual(['sesame', 'sesame']);
  const reply = await inbound.rpc.request(GetReply, { workspace_id, reply_id });
  expect(reply.text).toContain('Sounds good.');
  const [target] = await webhooks.service.app.get(EndpointTargets).find([webhook.id]);
  expect(target?.opened).toEqual({ signing: webhook.signing, headers });
  const ref = { workspace_id, connection_id: connection.id };
  expect(await platforms.rpc.request(TestPlatformConnection, ref)).toEqual({ ok: true });
  const { hook } = await platforms.rpc.request(GetPlatformConnection, { ...ref, shows_hook: true });
  expect(hook.url).toBe(connection.hook.url);
}

type Counts = Partial<Record<'reencrypted' | 'remaining' | 'unreadable', number>>;

/** The tables of the answer, with these counts and else none. */
const results = (account: Counts, reply: Counts, endpoint: Counts) => {
  const of = { key, reencrypted: 0, remaining: 0, unreadable: 0 };
  return [
    { ...of, service: 'deliverability', table: 'sending_account', ...account },
    { ...of, service: 'inbound', table: 'reply', ...reply },
    { ...of, service: 'webhooks', table: 'endpoint', ...endpoint },
    { ...of, service: 'platforms', table: 'connection', ...endpoint },
  ];
};

/** Accounts whose password has the key of before. */
async function oldAccounts(): Promise<number> {
  const [row] = await deliverability.database.query<{ count: number }>(
    `select count(*)::int as count from sending_account where not starts_with(smtp_encrypted_password, $1)`,
    [key],
  );
  return row?.count ?? 0;
}

describe('nimbus secrets rotate', () => {
  it('fails where a key is missing, names the table, and never a secret', async () => {
    await restartWith({ SECRETS_KEY: text(now) });
    const { code, stdout, stderr } = await nimbus.run('secrets', 'rotate', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual(
      results({ unreadable: 3 }, { unreadable: REPLIES }, { unreadable: 1 }),
    );
    expect(stdout + stderr).not.toMatch(/sesame|barley|refresh|Sounds/);
  });

  it('goes on after it was killed, passes over what somebody changes, and lets everybody read meanwhile', async () => {
    await restartWith(ROTATED);
    await deliverability.database.transaction(async (tx) => {
      await tx.query('select from sending_account order by id limit 1 for update');
      await killNimbus(servers, ['secrets', 'rotate'], async () => {
        expect(await oldAccounts()).toBe(1);
        await expectAllReadable();
      });
    });
    expect(await oldAccounts()).toBe(1);

    const rest = results({ reencrypted: 1 }, { reencrypted: REPLIES }, { reencrypted: 1 });
    expect(await nimbus.json('secrets', 'rotate')).toEqual(rest);
    expect(await nimbus.json('secrets', 'rotate')).toEqual(results({}, {}, {}));
    await expectAllReadable();
  });

  it('leaves nothing that needs the old key', async () => {
    await restartWith({ SECRETS_KEY: text(now) });
    await expectAllReadable();
  });

  it('is refused by a replica with another key than the one before', async () => {
    const request = { key: new SecretBox(before).keyId, place: null };
    const refusal = await refusalOf(deliverability.rpc.request(reencryptSecrets('deliverability'), request));
    expect(refusal.code).toBe('other_key');
  });

  it('knows every encrypted column, but for access tokens, which are fetched again', async () => {
    const known = Object.entries({
      deliverability: accountTables,
      inbound: replyTables,
      webhooks: endpointTables,
      platforms: connectionTables,
    }).flatMap(([schema, tables]) =>
      tables.flatMap(({ table, columns }) =>
        Object.keys(columns).map((column) => `${schema}.${table}.${column}`),
      ),
    );
    const stored = await deliverability.database.query<{ name: string }>(
      `select concat_ws('.', table_schema, table_name, column_name) as name
       from information_schema.columns
       where column_name like '%encrypted%' and table_schema <> 'pg_catalog'`,
    );
    expect(stored.map(({ name }) => name).toSorted()).toEqual(
      [...known, 'deliverability.access_token.encrypted_token'].toSorted(),
    );
  });
});
