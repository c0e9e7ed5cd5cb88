import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import {
  BulkUpsertContacts,
  CampaignLaunched,
  ChangeSegmentContacts,
  CreateSegment,
  DeleteSegment,
  GetSegment,
  ListContacts,
  ListSegments,
  UpdateSegment,
  type RequestOf,
} from '#contracts';
import { newId, type Id } from '#kernel';
import type { RunningService } from '#service';
import { eventually, StubServices, useServers } from '#testing';
import { aCampaign, aWorkspace } from './campaign-fixtures.js';
import { dueSteps, startEnrollment } from './start-service.js';

const servers = useServers();
let service: RunningService;
let others: StubServices;

beforeAll(async () => {
  service = await startEnrollment(servers);
  others = await StubServices.start(servers.natsUrl);
});

afterAll(async () => {
  await others.stop();
  await service.stop();
});

const create = (
  workspace_id: Id<'ws'>,
  segment: Omit<z.input<typeof CreateSegment.request>, 'workspace_id'>,
) => others.rpc.request(CreateSegment, { workspace_id, ...segment });

async function people(workspace_id: Id<'ws'>, ...emails: string[]): Promise<Id<'cont'>[]> {
  const contacts = emails.map((email) => ({ email, country: 'DE' }));
  const { results } = await others.rpc.request(BulkUpsertContacts, { workspace_id, contacts });
  return results.map(({ id }) => id ?? newId('cont'));
}

const startsWith = (value: string) => ({ field: 'email' as const, operator: 'starts_with' as const, value });

describe('segments', () => {
  it('are listed newest first, each with its own count', async () => {
    const workspace_id = aWorkspace();
    await people(workspace_id, 'ann@x.test', 'amy@x.test', 'bob@x.test');
    const all = await create(workspace_id, { name: 'All', conditions: { everybody: true } });
    const some = await create(workspace_id, { name: 'A', conditions: { rules: [startsWith('a')] } });
    const none = await create(workspace_id, { name: 'None', type: 'static' });

    const first = await others.rpc.request(ListSegments, { workspace_id, page_size: 2 });
    const second = await others.rpc.request(ListSegments, {
      workspace_id,
      page_size: 2,
      cursor: first.next_cursor ?? '',
    });

    // A count of the background at the same time may have another time.
    const listed = [...first.results, ...second.results].map(({ id, contact_count }) => [id, contact_count]);
    expect(listed).toEqual([
      [none.id, 0],
      [some.id, 2],
      [all.id, 3],
    ]);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
  });

  it('of nested groups hold whom the groups mean', async () => {
    const workspace_id = aWorkspace();
    await people(workspace_id, 'ann@x.test', 'amy@x.test', 'bob@x.test');
    const rules = [startsWith('bob'), { match: 'all' as const, rules: [startsWith('a'), startsWith('am')] }];
    const segment = await create(workspace_id, { name: 'S', conditions: { match: 'any', rules } });
    expect(segment.contact_count).toBe(2);
  });

  it('refuse what is no regular expression, wherever it stands', async () => {
    const regex = (value: string) => ({ field: 'title' as const, operator: 'matches_regex' as const, value });
    const conditions = {
      rules: [regex('^ok$'), { rules: [regex('a{5,2}')] }, regex('[b-a]')],
    };
    await expect(create(aWorkspace(), { name: 'S', conditions })).rejects.toMatchObject({
      code: 'validation_error',
      details: {
        errors: [{ field: 'conditions.rules.1.rules.0.value' }, { field: 'conditions.rules.2.value' }],
      },
    });
  });

  it('with regular expressions are counted in the background', async () => {
    const workspace_id = aWorkspace();
    await people(workspace_id, 'ann@x.test', 'bob@x.test');
    const rule = { field: 'email' as const, operator: 'matches_regex' as const, value: '^a' };
    const { id: segment_id, contact_count } = await create(workspace_id, {
      name: 'S',
      conditions: { rules: [rule] },
    });

    expect(contact_count).toBeNull();
    await eventually(async () =>
      expect(await others.rpc.request(GetSegment, { workspace_id, segment_id })).toMatchObject({
        contact_count: 1,
      }),
    );
  });

  it('hold nobody by mistake: without rules, everybody has to be said', async () => {
    const workspace_id = aWorkspace();
    const [ann] = await people(workspace_id, 'ann@x.test');
    const refused = { code: 'validation_error', details: { errors: [{ code: 'invalid_rule' }] } };
    for (const conditions of [undefined, { rules: [] }, { rules: [{ rules: [] }] }])
      await expect(create(workspace_id, { name: 'S', conditions })).rejects.toMatchObject(refused);

    const all = await create(workspace_id, { name: 'S', conditions: { everybody: true } });
    expect(all).toMatchObject({ contact_count: 1, conditions: { rules: [], everybody: true } });
    const filter = { segment_ids: [all.id] };
    const { results } = await others.rpc.request(ListContacts, { workspace_id, filter });
    expect(results.map(({ id }) => id)).toEqual([ann]);
  });

  it('that change bring those whom they hold now into a campaign', async () => {
    const published = aCampaign();
    const { workspace_id } = published.campaign;
    await people(workspace_id, 'ann@x.test', 'bob@x.test');
    const { id: segment_id } = await create(workspace_id, {
      name: 'S',
      conditions: { rules: [startsWith('a')] },
    });
    const campaign = { ...published.campaign, contact_filter: { segment_ids: [segment_id] } };
    await others.publishData(CampaignLaunched, workspace_id, { ...published, campaign });
    const enrolled = async () => (await dueSteps(service, published.campaign)).map(({ email }) => email);
    await eventually(async () => expect(await enrolled()).toEqual(['ann@x.test']));

    const changes = { name: 'T', conditions: { rules: [startsWith('b')] } };
    const changed = await others.rpc.request(UpdateSegment, { workspace_id, segment_id, changes });

    expect(changed).toMatchObject({ name: 'T', contact_count: 1, conditions: { match: 'all' } });
    await eventually(async () => expect(await enrolled()).toEqual(['ann@x.test', 'bob@x.test']));
    await expect(others.rpc.request(DeleteSegment, { workspace_id, segment_id })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'segment_in_use',
    });
  });

  it('are deleted by those whose they are', async () => {
    const workspace_id = aWorkspace();
    const { id: segment_id } = await create(workspace_id, { name: 'S', type: 'static' });
    const missing = { kind: 'not_found' };
    const theirs = { workspace_id: aWorkspace(), segment_id };
    await expect(others.rpc.request(DeleteSegment, theirs)).rejects.toMatchObject(missing);

    await others.rpc.request(DeleteSegment, { workspace_id, segment_id });
    await expect(others.rpc.request(GetSegment, { workspace_id, segment_id })).rejects.toMatchObject(missing);
  });
});

describe('a static segment', () => {
  const change = (request: RequestOf<typeof ChangeSegmentContacts>) =>
    others.rpc.request(ChangeSegmentContacts, request);

  it('holds whoever was put into it, and nobody else', async () => {
    const workspace_id = aWorkspace();
    const [ann, bob] = await people(workspace_id, 'ann@x.test', 'bob@x.test');
    const [stranger] = await people(aWorkspace(), 'eve@x.test');
    if (ann === undefined || bob === undefined || stranger === undefined) throw new Error('nobody');
    const { id: segment_id, conditions } = await create(workspace_id, { name: 'S', type: 'static' });
    expect(conditions).toBeNull();

    const add = [ann, bob, stranger, newId('cont')];
    expect(await change({ workspace_id, segment_id, add, remove: [] })).toMatchObject({ contact_count: 2 });
    expect(await change({ workspace_id, segment_id, add: [bob], remove: [ann] })).toMatchObject({
      contact_count: 1,
    });
    const filter = { segment_ids: [segment_id] };
    const { results } = await others.rpc.request(ListContacts, { workspace_id, filter });
    expect(results.map(({ id }) => id)).toEqual([bob]);
  });

  it('has no conditions, and a dynamic one takes no contacts', async () => {
    const workspace_id = aWorkspace();
    const wrong = { code: 'validation_error' };
    const conditions = { rules: [startsWith('a')] };
    await expect(create(workspace_id, { name: 'S', type: 'static', conditions })).rejects.toMatchObject(
      wrong,
    );
    const { id: segment_id } = await create(workspace_id, { name: 'S', conditions: { everybody: true } });
    await expect(change({ workspace_id, segment_id, add: [], remove: [] })).rejects.toMatchObject(wrong);
  });
});
