import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddEnrollJobPart,
  EnrollContacts,
  GetCampaign,
  ListEnrollments,
  RemoveContacts,
  StartEnrollJob,
} from '#contracts';
import { newId, unusedId } from '#kernel';
import { useServers, type StubReply } from '#testing';
import { aCampaign } from './campaign-fixtures.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
let workspaceId: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  const created = await gateway.createWorkspace();
  key = created.api_key;
  workspaceId = created.workspace_id;
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, path, { key, ...(body !== undefined && { body }) });

describe('the contacts of a campaign over the API', () => {
  const campaign = aCampaign();
  const path = `/api/v1/campaigns/${campaign.id}`;
  const contact_ids = [newId('cont'), newId('cont')];

  it('are listed by status and contact', async () => {
    const page = { results: [], next_cursor: null, has_more: false };
    await gateway.recordRequests(GetCampaign, campaign);
    const asked = await gateway.recordRequests(ListEnrollments, page);
    const response = await ask(
      'GET',
      `${path}/enrollments/?status=active,pending&contact_id=${contact_ids[0]}&page_size=100`,
    );

    expect(await response.json()).toEqual(page);
    expect(asked).toEqual([
      {
        workspace_id: workspaceId,
        campaign_id: campaign.id,
        status: ['active', 'pending'],
        contact_id: contact_ids[0],
        page_size: 100,
      },
    ]);
  });

  it('are not listed of a campaign that there is not', async () => {
    await gateway.recordRequests(ListEnrollments, { results: [], next_cursor: null, has_more: false });
    const refusal: StubReply = {
      status: 'refused',
      kind: 'not_found',
      code: 'not_found',
      message: 'no',
      details: {},
    };
    await gateway.reply(GetCampaign, () => refusal);
    expect((await ask('GET', `${path}/enrollments/`)).status).toBe(404);
  });

  it('are enrolled and removed by name', async () => {
    const result = { enrolled: 1, skipped: [{ contact_id: contact_ids[1], reason: 'suppressed' }] };
    await gateway.recordRequests(EnrollContacts, result);
    const removal = { removed: 1, canceled_sends: 0, not_enrolled: 1 };
    const asked = await gateway.recordRequests(RemoveContacts, removal);
    const enrolled = await ask('POST', `${path}/enroll/`, { contact_ids });

    expect(enrolled.status).toBe(200);
    expect(await enrolled.json()).toEqual(result);
    expect(await (await ask('POST', `${path}/remove-contacts/`, { contact_ids })).json()).toEqual(removal);
    await ask('POST', `${path}/remove-contacts/`, { contact_ids, stop_pending_sends: true });
    const ref = { workspace_id: workspaceId, campaign_id: campaign.id, contact_ids };
    expect(asked).toEqual([
      { ...ref, stop_pending_sends: false },
      { ...ref, stop_pending_sends: true },
    ]);
  });

  it('are told as they were named where they are no ids, and each on its own', async () => {
    const nobody = unusedId('cont');
    const unknown = (contact_id: string) => ({ contact_id, reason: 'not_found' });
    const asked = await gateway.recordRequests(EnrollContacts, { enrolled: 0, skipped: [unknown(nobody)] });
    const skippedOf = async (...names: string[]): Promise<unknown> =>
      (await ask('POST', `${path}/enroll/`, { contact_ids: names })).json();

    expect(await skippedOf('cont_abc', 'x')).toEqual({
      enrolled: 0,
      skipped: ['cont_abc', 'x'].map(unknown),
    });
    expect(asked).toMatchObject([{ contact_ids: [nobody] }]);
    expect(await skippedOf(nobody)).toEqual({ enrolled: 0, skipped: [unknown(nobody)] });
  });

  it('are handed to a job with malformed ids among them, which it reports as it reports unknown ones', async () => {
    const job_id = newId('job');
    await gateway.recordRequests(StartEnrollJob, { job_id });
    const filled = await gateway.recordRequests(AddEnrollJobPart, {});
    const many = Array.from({ length: 1_001 }, () => newId('cont'));
    const job = await ask('POST', `${path}/enroll/`, {
      contact_ids: [...many, 'cont_abc', 'a\u0000\ud800ü'],
    });

    expect(job.status).toBe(202);
    const ids = filled.flatMap((part) => AddEnrollJobPart.request.parse(part).contact_ids);
    expect(ids).toEqual([...many, 'cont_abc', 'a???']);
  });

  it('are enrolled by a job that got each of them once, where there are more than a thousand', async () => {
    const job_id = newId('job');
    const begun = await gateway.recordRequests(StartEnrollJob, { job_id });
    const filled = await gateway.recordRequests(AddEnrollJobPart, {});
    const many = Array.from({ length: 100_000 }, () => newId('cont'));
    const [first] = many;
    const named = [...many.slice(0, -1), first];
    const response = await ask('POST', `${path}/enroll/`, { contact_ids: named });

    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ job_id, status_url: `/api/v1/jobs/${job_id}/` });
    expect(begun).toEqual([{ workspace_id: workspaceId, campaign_id: campaign.id, total: 99_999 }]);
    const parts = filled.map((part) => AddEnrollJobPart.request.parse(part));
    expect(parts.map(({ part }) => part)).toEqual(Array.from({ length: 20 }, (_, part) => part));
    expect(parts.every((part) => part.job_id === job_id && part.workspace_id === workspaceId)).toBe(true);
    expect(parts.flatMap(({ contact_ids: ids }) => ids)).toEqual(many.slice(0, -1));
  });

  it('are enrolled at once where a thousand are left without repetitions', async () => {
    const asked = await gateway.recordRequests(EnrollContacts, { enrolled: 2, skipped: [] });
    const named = Array.from({ length: 1_001 }, (_, n) => contact_ids[n % 2]);

    expect((await ask('POST', `${path}/enroll/`, { contact_ids: named })).status).toBe(200);
    expect(asked).toEqual([{ workspace_id: workspaceId, campaign_id: campaign.id, contact_ids }]);
  });

  it('are not enrolled by a job of a campaign that is over', async () => {
    const parts = await gateway.recordRequests(AddEnrollJobPart, {});
    await gateway.reply(StartEnrollJob, () => ({
      status: 'refused',
      kind: 'conflict',
      code: 'invalid_transition',
      message: 'an archived campaign cannot enroll',
      details: {},
    }));
    const many = Array.from({ length: 1_001 }, () => newId('cont'));

    expect(await problemIn(await ask('POST', `${path}/enroll/`, { contact_ids: many }))).toMatchObject({
      status: 409,
      code: 'invalid_transition',
    });
    expect(parts).toEqual([]);
  });

  it('are at most so many in one request, and the answer says so', async () => {
    const many = Array.from({ length: 1_001 }, () => newId('cont'));
    const response = await ask('POST', `${path}/remove-contacts/`, { contact_ids: many });
    const tooMany = Array.from({ length: 100_001 }, () => many[0]);
    const enrolling = await ask('POST', `${path}/enroll/`, { contact_ids: tooMany });

    expect(await problemIn(enrolling)).toMatchObject({
      status: 400,
      errors: [{ field: 'contact_ids', message: 'must name at most 100,000 contacts' }],
    });
    expect(await problemIn(response)).toMatchObject({
      status: 400,
      code: 'validation_error',
      errors: [{ field: 'contact_ids', message: 'must name at most 1,000 contacts' }],
    });
  });
});
