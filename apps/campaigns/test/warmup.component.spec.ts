import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CheckGate,
  CloneCampaign,
  EnrollContacts,
  GetSendingAccounts,
  LaunchCampaign,
  PauseCampaign,
  ResolveFilter,
  ResumeCampaign,
  UpdateCampaign,
} from '#contracts';
import { newId } from '#kernel';
import { accountView, refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';

const IMAP = { host: 'imap.example', port: 993, secure: true, user: 'ada' };
const WARMUP = { campaign_type: 'warmup' } as const;
const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(async () => {
  await campaigns.reset();
  await mailboxesExcept();
});

/** All accounts have a mailbox, but one. */
const mailboxesExcept = (without?: string): Promise<void> =>
  campaigns.stubs.answer(GetSendingAccounts, ({ workspace_id, sending_account_ids }) => ({
    results: sending_account_ids.map((id) =>
      accountView({ workspace_id, id, ...(id !== without && { imap: IMAP }) }),
    ),
  }));

describe('a warmup campaign', () => {
  it('has a ramp, its own or the usual one, and keeps it when it is copied', async () => {
    expect((await campaigns.draft(WARMUP)).warmup).toEqual({ start: 2, step: 1, ceiling: 20 });
    const draft = await campaigns.draft({ ...WARMUP, warmup: { start: 5, ceiling: 30 } });
    expect(draft.warmup).toEqual({ start: 5, step: 1, ceiling: 30 });
    expect((await campaigns.rpc.request(CloneCampaign, refTo(draft))).warmup).toEqual(draft.warmup);
    const changes = { warmup: { start: 1, step: 2, ceiling: 9 } };
    const changed = await campaigns.rpc.request(UpdateCampaign, { ...refTo(draft), changes });
    expect(changed.warmup).toEqual(changes.warmup);
  });

  it('is the only one that has a ramp', async () => {
    const warmup = { start: 2, step: 1, ceiling: 20 };
    const invalid = { kind: 'invalid', code: 'validation_error', details: { errors: [{ field: 'warmup' }] } };
    expect(await refusalOf(campaigns.draft({ warmup }))).toMatchObject(invalid);
    const draft = await campaigns.draft();
    expect(draft).not.toHaveProperty('warmup');
    const change = campaigns.rpc.request(UpdateCampaign, { ...refTo(draft), changes: { warmup } });
    expect(await refusalOf(change)).toMatchObject(invalid);
  });

  it('starts, and resumes, without a contact, an unsubscribe link or a word of the gate', async () => {
    await campaigns.stubs.answer(ResolveFilter, () => ({ has_eligible: false, unknown_segment_ids: [] }));
    const draft = await campaigns.draft({ ...WARMUP, contact_filter: { country: ['AQ'] } });

    const active = await campaigns.rpc.request(LaunchCampaign, refTo(draft));
    expect(active.status).toBe('active');
    await campaigns.rpc.request(PauseCampaign, refTo(draft));
    expect((await campaigns.rpc.request(ResumeCampaign, refTo(draft))).status).toBe('active');
    expect(campaigns.stubs.requestsOf(CheckGate)).toEqual([]);
    expect(campaigns.stubs.requestsOf(ResolveFilter)).toEqual([]);
  });

  it('needs two sending accounts, when it is made, changed and launched', async () => {
    const tooFew = { kind: 'rejected', code: 'too_few_sending_accounts' };
    const one = { sending_account_ids: [newId('ea')] };
    expect(await refusalOf(campaigns.draft({ ...WARMUP, ...one }))).toMatchObject(tooFew);
    const draft = await campaigns.draft(WARMUP);
    expect(
      await refusalOf(campaigns.rpc.request(UpdateCampaign, { ...refTo(draft), changes: one })),
    ).toMatchObject(tooFew);
  });

  it('names the accounts whose mailbox nobody reads, when it is made and when it is launched', async () => {
    const [first, second] = [newId('ea'), newId('ea')];
    await mailboxesExcept(second);
    const errors = [{ field: 'sending_account_ids.1', code: 'no_imap_server' }];
    const refused = { kind: 'rejected', code: 'no_imap_server', details: { errors } };
    const draft = { ...WARMUP, sending_account_ids: [first, second] };
    expect(await refusalOf(campaigns.draft(draft))).toMatchObject(refused);

    await mailboxesExcept();
    const made = await campaigns.draft(draft);
    await mailboxesExcept(second);
    expect(await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(made)))).toMatchObject({
      ...refused,
      details: { errors, blocking_reasons: [{ code: 'no_imap_server', actual: 1, required: 0 }] },
    });
  });

  it('takes no contacts', async () => {
    const draft = await campaigns.draft(WARMUP);
    const enrolling = campaigns.rpc.request(EnrollContacts, {
      ...refTo(draft),
      contact_ids: [newId('cont')],
    });

    expect(await refusalOf(enrolling)).toMatchObject({ kind: 'conflict', code: 'invalid_transition' });
  });
});
