import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AddEnrollments,
  ArchiveCampaign,
  CancelSends,
  EnrollContacts,
  RecallLeads,
  RemoveContacts,
  RemoveEnrollments,
} from '#contracts';
import { newId } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness, campaignViewOf, refTo } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

describe('naming contacts', () => {
  it('enrolls them with the campaign as it is, also before its event has arrived', async () => {
    const draft = await campaigns.draft();
    const contact_ids = [newId('cont'), newId('cont')];

    expect(await campaigns.rpc.request(EnrollContacts, { ...refTo(draft), contact_ids })).toEqual({
      enrolled: 2,
      skipped: [],
    });
    expect(campaigns.stubs.requestsOf(AddEnrollments)).toMatchObject([
      {
        workspace_id: draft.workspace_id,
        contact_ids,
        snapshot: {
          version: 1,
          campaign: campaignViewOf(draft),
          steps: [{ step_number: 1 }, { step_number: 2 }],
        },
      },
    ]);
  });

  it('cancels the queued sends of removed contacts only on request', async () => {
    const active = await campaigns.active();
    const contact_ids = [newId('cont'), newId('cont')];
    const remove = (stop_pending_sends: boolean) =>
      campaigns.rpc.request(RemoveContacts, { ...refTo(active), contact_ids, stop_pending_sends });
    campaigns.stubs.forgetRequests();

    expect(await remove(false)).toEqual({ removed: 1, canceled_sends: 0, not_enrolled: 1 });
    expect(campaigns.stubs.subjects).toEqual([RemoveEnrollments.subject]);
    expect(await remove(true)).toEqual({ removed: 1, canceled_sends: 4, not_enrolled: 1 });
    expect(campaigns.stubs.subjects.slice(1)).toEqual([RemoveEnrollments.subject, CancelSends.subject]);
  });

  it('recalls the leads of a delegated campaign only on request, after its sends were canceled', async () => {
    const draft = await campaigns.draft({ platform: 'reachinbox' });
    const contact_ids = [newId('cont')];
    const remove = (stop_pending_sends: boolean) =>
      campaigns.rpc.request(RemoveContacts, { ...refTo(draft), contact_ids, stop_pending_sends });
    await campaigns.stubs.answer(RecallLeads, () => ({ recalled: 0, pending: 1 }));
    campaigns.stubs.forgetRequests();

    await remove(false);
    expect(campaigns.stubs.subjects).not.toContain(RecallLeads.subject);
    expect(await remove(true)).toMatchObject({ canceled_sends: 4 });
    expect(campaigns.stubs.subjects.slice(-2)).toEqual([CancelSends.subject, RecallLeads.subject]);
    expect(campaigns.stubs.requestsOf(RecallLeads)).toMatchObject([{ ...refTo(draft), contact_ids }]);
  });

  it('is over once the campaign is archived', async () => {
    const draft = await campaigns.draft();
    await campaigns.rpc.request(ArchiveCampaign, refTo(draft));
    const named = { ...refTo(draft), contact_ids: [newId('cont')] };

    expect(await refusalOf(campaigns.rpc.request(EnrollContacts, named))).toMatchObject({
      code: 'invalid_transition',
      details: { state: 'archived', action: 'enroll' },
    });
    const removing = campaigns.rpc.request(RemoveContacts, { ...named, stop_pending_sends: true });
    expect(await refusalOf(removing)).toMatchObject({ code: 'invalid_transition' });
    expect(campaigns.stubs.subjects).not.toContain(AddEnrollments.subject);
  });
});
