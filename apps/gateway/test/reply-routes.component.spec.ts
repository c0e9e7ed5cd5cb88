import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CorrectReply, examples, GetReply, ListReplies } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const reply = { ...examples.REPLY, id: newId('rep') };
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, `/api/v1/replies/${path}`, { key, ...(body !== undefined && { body }) });

describe('replies', () => {
  it('are listed by campaign, contact and intents', async () => {
    const page = { results: [examples.REPLY_IN_LIST], next_cursor: null, has_more: false };
    const asked = await gateway.recordRequests(ListReplies, page);
    const [campaign_id, contact_id] = [newId('camp'), newId('cont')];
    const query = `?campaign_id=${campaign_id}&contact_id=${contact_id}&intent=interested,question`;

    expect(await (await ask('GET', query)).json()).toEqual(page);
    expect(asked).toEqual([
      { workspace_id, page_size: 50, campaign_id, contact_id, intent: ['interested', 'question'] },
    ]);
  });

  it('are not listed by what no reply can have', async () => {
    for (const wrong of ['?intent=angry', '?campaign_id=1', '?contact_id=camp_1', '?read=true']) {
      expect(await problemIn(await ask('GET', wrong))).toMatchObject({ code: 'validation_error' });
    }
  });

  it('are read and corrected by their id', async () => {
    const got = await gateway.recordRequests(GetReply, reply);
    const corrected = await gateway.recordRequests(CorrectReply, { ...reply, corrected: true });

    expect(await (await ask('GET', `${reply.id}/`)).json()).toEqual(reply);
    const answer = await ask('POST', `${reply.id}/`, { intent: 'not_interested' });
    expect(await answer.json()).toMatchObject({ id: reply.id, corrected: true });
    expect(got).toEqual([{ workspace_id, reply_id: reply.id }]);
    expect(corrected).toEqual([{ workspace_id, reply_id: reply.id, intent: 'not_interested' }]);
  });

  it('are corrected to one of the intents, and to nothing else', async () => {
    for (const wrong of [{}, { intent: 'angry' }, { intent: 'other', text: 'mine' }]) {
      expect(await problemIn(await ask('POST', `${reply.id}/`, wrong))).toMatchObject({
        code: 'validation_error',
      });
    }
    expect((await ask('POST', 'rep_1/', { intent: 'other' })).status).toBe(404);
  });
});
