import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ChangeSegmentContacts,
  DeleteSegment,
  ListSegments,
  UpdateSegment,
  type SegmentView,
} from '#contracts';
import { newId, unusedId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const at = '2026-04-10T09:00:00.000Z';
const segment: SegmentView = {
  id: newId('seg'),
  workspace_id: newId('ws'),
  name: 'S',
  type: 'static',
  conditions: null,
  contact_count: 0,
  created_at: at,
  updated_at: at,
};
let gateway: GatewayHarness;
let key: string;
let ref: { workspace_id: string; segment_id: string };
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  const created = await gateway.createWorkspace();
  key = created.api_key;
  ref = { workspace_id: created.workspace_id, segment_id: segment.id };
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, `/api/v1/segments/${path}`, { key, ...(body !== undefined && { body }) });

const rule = { field: 'title', operator: 'not_contains', value: 'intern' };
const nested = (depth: number): object => (depth === 0 ? rule : { match: 'any', rules: [nested(depth - 1)] });

describe('segments', () => {
  it('are listed, changed and deleted', async () => {
    const page = { results: [segment], next_cursor: null, has_more: false };
    await gateway.recordRequests(ListSegments, page);
    const changed = await gateway.recordRequests(UpdateSegment, segment);
    const deleted = await gateway.recordRequests(DeleteSegment, {});

    expect(await (await ask('GET', '')).json()).toEqual(page);
    expect((await ask('PATCH', `${segment.id}/`, { conditions: nested(4) })).status).toBe(200);
    expect((await ask('DELETE', `${segment.id}/`)).status).toBe(204);

    expect(changed).toEqual([{ ...ref, changes: { conditions: nested(4) } }]);
    expect(deleted).toEqual([ref]);
  });

  it('are refused where their groups are too deep, too many, or of another type than before', async () => {
    const tooMany = {
      rules: Array.from({ length: 5 }, () => ({ rules: Array.from({ length: 41 }, () => rule) })),
    };
    for (const wrong of [{ conditions: nested(5) }, { conditions: tooMany }, { type: 'static' }, {}]) {
      expect(await problemIn(await ask('PATCH', `${segment.id}/`, wrong))).toMatchObject({
        code: 'validation_error',
      });
    }
  });

  it('of a fixed list take and lose contacts', async () => {
    const asked = await gateway.recordRequests(ChangeSegmentContacts, segment);
    const add = [newId('cont')];
    const answer = await ask('POST', `${segment.id}/contacts/`, { add });

    expect([answer.status, await answer.json()]).toEqual([200, segment]);
    expect(asked).toEqual([{ ...ref, add, remove: [] }]);
    // A malformed id is ignored, like an id that nobody has.
    expect((await ask('POST', `${segment.id}/contacts/`, { add: ['cont_1'] })).status).toBe(200);
    expect(asked.at(-1)).toEqual({ ...ref, add: [unusedId('cont')], remove: [] });
    expect((await ask('POST', `${segment.id}/contacts/`, { add: [1] })).status).toBe(400);
  });
});
