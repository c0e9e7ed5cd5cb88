import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeleteSendingAccount,
  EmailBounced,
  GetFleet,
  GetSendingAccounts,
  GetSmtpCredentials,
  ListSendingAccounts,
  UpdateSendingAccount,
  type RequestOf,
  type SendingAccountView,
} from '#contracts';
import { newId, uuidOf } from '#kernel';
import { SecretBox } from '#secrets';
import { eventually, refusalOf, useServers } from '#testing';
import { secretOwner } from '../src/accounts/persistence/secret-owner.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const imap = { host: 'imap.sender.example', port: 993, user: 'ada', password: 'open-barley' };

const refOf = ({ id, workspace_id }: SendingAccountView) => ({ workspace_id, sending_account_id: id });
const update = (
  account: SendingAccountView,
  changes: RequestOf<typeof UpdateSendingAccount>['changes'],
): Promise<SendingAccountView> =>
  deliverability.rpc.request(UpdateSendingAccount, { ...refOf(account), changes });
const remove = (account: SendingAccountView) =>
  deliverability.rpc.request(DeleteSendingAccount, refOf(account));

interface StoredImap {
  readonly encrypted: string | null;
  readonly row: string;
}

async function storedImap({ id }: SendingAccountView): Promise<StoredImap> {
  const [row] = await deliverability.database.query<StoredImap>(
    `select imap_encrypted_password as encrypted,
       row_to_json(account)::text || (select string_agg(payload, '') from outbox) as row
     from sending_account account where id = $1`,
    [uuidOf(id)],
  );
  if (row === undefined) throw new Error(`${id} is gone`);
  return row;
}

describe('the IMAP server of an account', () => {
  it('is shown without its password, which is stored encrypted for IMAP alone', async () => {
    const account = await deliverability.account(newId('ws'), { imap });

    expect(account.imap).toEqual({
      host: imap.host,
      port: 993,
      secure: true,
      require_tls: true,
      user: 'ada',
    });
    const { encrypted, row } = await storedImap(account);
    expect(row).toContain(imap.host);
    expect(row).not.toContain(imap.password);
    const box = deliverability.service.app.get(SecretBox);
    expect(box.decrypt(encrypted ?? '', secretOwner(account.id, 'imap'))).toBe(imap.password);
    expect(() => box.decrypt(encrypted ?? '', secretOwner(account.id, 'smtp'))).toThrow(
      'unable to authenticate',
    );
  });

  it('is added whole, changed in part, and taken away', async () => {
    const account = await deliverability.account(newId('ws'));
    expect(account.imap).toBeUndefined();
    expect(await refusalOf(update(account, { imap: { user: 'ada' } }))).toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'imap.host' }, { field: 'imap.port' }] },
    });

    await update(account, { imap });
    const plain = { port: 143, secure: false, password: imap.password };
    expect((await update(account, { imap: plain })).imap).toEqual({
      host: imap.host,
      port: 143,
      secure: false,
      require_tls: true,
      user: 'ada',
    });
    expect((await storedImap(account)).encrypted).not.toBeNull();

    expect((await update(account, { imap: null })).imap).toBeUndefined();
    expect((await storedImap(account)).encrypted).toBeNull();
  });

  it('does not hand its password to another host', async () => {
    const account = await deliverability.account(newId('ws'), { imap });
    expect(await refusalOf(update(account, { imap: { host: 'thief.example' } }))).toMatchObject({
      details: { errors: [{ field: 'imap.password', code: 'required' }] },
    });
    expect((await deliverability.get(account)).imap?.host).toBe(imap.host);
  });
});

describe('the record of an account', () => {
  it('is changed in part, and scored at once', async () => {
    const account = await deliverability.warmAccount(newId('ws'));

    const changed = await update(account, { authentication: { dkim: 'fail' }, reputation: 40 });

    expect(changed).toMatchObject({
      authentication: { spf: 'pass', dkim: 'fail', dmarc: 'pass' },
      health: { score: 55 },
      warmup: { stage: 1 },
    });
    expect((await deliverability.published(account)).at(-1)).toMatchObject({ health_score: 55 });
  });

  it('takes a provider and a warmup', async () => {
    const account = await deliverability.account(newId('ws'), { reputation: 90 });
    const warmup = { started_at: deliverability.daysAgo(30), cumulative_sends: 500 };

    expect(await update(account, { provider: 'gmail', warmup })).toMatchObject({
      provider: 'gmail',
      warmup: { stage: 5, ...warmup },
    });
    expect((await update(account, { warmup: { cumulative_sends: 29 } })).warmup).toMatchObject({
      started_at: warmup.started_at,
      stage: 1,
    });
  });
});

describe('a deleted account', () => {
  it('is published as disconnected, found by nobody, and leaves no password', async () => {
    const account = await deliverability.account(newId('ws'), { imap });
    await remove(account);

    const { workspace_id, id } = account;
    const ids = { sending_account_ids: [id] };
    expect((await deliverability.published(account)).at(-1)).toMatchObject({
      version: 2,
      status: 'disconnected',
    });
    expect(await deliverability.rpc.request(GetSendingAccounts, { workspace_id, ...ids })).toEqual({
      results: [],
    });
    expect(await deliverability.rpc.request(GetSmtpCredentials, ids)).toEqual({
      results: [],
      unreadable: [],
    });
    expect((await deliverability.rpc.request(ListSendingAccounts, { workspace_id })).results).toEqual([]);
    expect((await deliverability.rpc.request(GetFleet, { workspace_id })).inboxes).toEqual([]);
    const [row] = await deliverability.database.query<{ secrets: number }>(
      'select num_nonnulls(smtp_encrypted_password, imap_encrypted_password) as secrets from sending_account where id = $1',
      [uuidOf(id)],
    );
    expect(row).toEqual({ secrets: 0 });
    expect(await refusalOf(remove(account))).toMatchObject({ code: 'not_found' });
    const renamed = update(account, { display_name: 'Ada' });
    expect(await refusalOf(renamed)).toMatchObject({ code: 'not_found' });
  });

  it('is not deleted by another workspace', async () => {
    const account = await deliverability.account(newId('ws'));
    const theirs = { ...account, workspace_id: newId('ws') };
    expect(await refusalOf(remove(theirs))).toMatchObject({ code: 'not_found' });
    expect(await deliverability.get(account)).toEqual(account);
  });

  it('frees its address', async () => {
    const account = await deliverability.account(newId('ws'));
    await remove(account);
    const again = await deliverability.account(account.workspace_id, { email: account.email });
    expect(again.id).not.toBe(account.id);
  });

  it('does not improve the rates of its fleet', async () => {
    const account = await deliverability.warmAccount(newId('ws'));
    const { workspace_id } = account;
    await remove(account);
    await deliverability.publish(EmailBounced, [deliverability.bounced(account)]);

    await eventually(async () =>
      expect(await deliverability.rpc.request(GetFleet, { workspace_id })).toMatchObject({
        bounced: 1,
        inboxes_total: 0,
        domains: [],
      }),
    );
  });
});

describe('the list of sending accounts', () => {
  it('is narrowed by provider and by a part of address or name, taken literally', async () => {
    const workspace_id = newId('ws');
    const ada = await deliverability.account(workspace_id, { display_name: 'Ada 100%', provider: 'gmail' });
    const bob = await deliverability.account(workspace_id, { email: 'bob_b@Sender.example' });
    const listed = async (query: Partial<RequestOf<typeof ListSendingAccounts>>) => {
      const { results } = await deliverability.rpc.request(ListSendingAccounts, { workspace_id, ...query });
      return results.map(({ id }) => id);
    };

    expect(await listed({ provider: ['gmail'] })).toEqual([ada.id]);
    expect(await listed({ provider: ['microsoft365'] })).toEqual([]);
    expect(await listed({ search: 'ADA' })).toEqual([ada.id]);
    expect(await listed({ search: 'b_B@sender' })).toEqual([bob.id]);
    expect(await listed({ search: '%' })).toEqual([ada.id]);
    expect(await listed({ search: '_', provider: ['gmail'] })).toEqual([]);
  });
});
