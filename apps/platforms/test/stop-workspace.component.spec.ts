import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stopWorkspace } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { changed, LinksHarness } from './links-harness.js';

const servers = useServers();
let links: LinksHarness;
beforeAll(async () => {
  links = await LinksHarness.start(servers);
  await links.connect();
});
afterAll(() => links.stop());

const stop = () => links.stubs.rpc.request(stopWorkspace('platforms'), { id: links.workspaceId });

describe('the campaigns of a workspace that is being deleted', () => {
  it('are stopped at their platform, which is awaited, and nothing starts them again', async () => {
    const [running, paused] = [await links.running(), await links.running()];
    const halted = changed(paused, { status: 'paused' });
    await links.publish(halted);
    await links.confirmed(halted);
    const stateThere = ({ campaign }: typeof running) => links.there.campaignOf(campaign.id)?.state;
    expect([running, paused].map(stateThere)).toEqual(['active', 'paused']);

    expect((await stop()).in_flight).toBe(2);
    expect(await links.link(running.campaign)).toMatchObject({ held: true, wanted: 'stopped' });
    await eventually(async () => expect((await stop()).in_flight).toBe(0));

    // Instantly has no other end than a pause.
    expect([running, paused].map(stateThere)).toEqual(['paused', 'paused']);
    await links.publish(changed(changed(halted, { status: 'active' }), {}));
    expect((await stop()).in_flight).toBe(0);
    expect(await links.link(paused.campaign)).toMatchObject({ wanted: 'stopped' });
  });

  it('ask their platform for no accounts any more', async () => {
    const [row] = await links.database.query<{ next_sync_at: unknown }>(
      'select next_sync_at::text from connection where workspace_id = $1',
      [uuidOf(links.workspaceId)],
    );
    expect(row?.next_sync_at).toBe('infinity');
  });
});
