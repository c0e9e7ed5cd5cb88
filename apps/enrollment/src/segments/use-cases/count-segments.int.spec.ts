import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newId, type Id } from '#kernel';
import { useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { Segments } from '../persistence/segments.js';
import { CountSegments } from './count-segments.js';

const HOUR_MS = 3_600_000;

const servers = useServers();
let replica: EnrollmentHarness;
let otherReplica: EnrollmentHarness;

beforeAll(async () => {
  replica = await EnrollmentHarness.boot(servers.databaseUrl);
  otherReplica = await EnrollmentHarness.boot(servers.databaseUrl, replica.clock);
});
afterAll(() => Promise.all([replica.close(), otherReplica.close()]));

const refresh = (harness: EnrollmentHarness) => harness.get(CountSegments).refreshStale();

async function insertSegment(workspace: Id<'ws'>): Promise<Id<'seg'>> {
  const [id, now] = [newId('seg'), replica.clock.now()];
  const conditions = { match: 'all' as const, rules: [] };
  const segment = { id, workspace_id: workspace, name: 'All', type: 'dynamic' as const, conditions };
  await replica.get(Segments).insert({ ...segment, created_at: now, updated_at: now });
  return id;
}

const storedCount = async (workspace: Id<'ws'>, id: Id<'seg'>) =>
  (await replica.get(Segments).find(workspace, id))?.contact_count;

it('a segment is counted once by the background, and again when its count is an hour old', async () => {
  const workspace = newId('ws');
  await replica.insertContacts(workspace, 3);
  const id = await insertSegment(workspace);

  expect(await refresh(replica)).toBe('more');
  expect(await storedCount(workspace, id)).toBe(3);
  expect(await refresh(replica)).toBe('idle');

  await replica.insertContacts(workspace, 2, { prefix: 'q' });
  expect(await refresh(replica)).toBe('idle');
  expect(await storedCount(workspace, id)).toBe(3);
  replica.clock.advance(HOUR_MS + 1);
  expect(await refresh(replica)).toBe('more');
  expect(await storedCount(workspace, id)).toBe(5);
});

it('two replicas never count in one workspace at once', async () => {
  const workspace = newId('ws');
  for (let segment = 0; segment < 3; segment += 1) await insertSegment(workspace);
  const [before, now] = [new Date(replica.clock.now().getTime() - HOUR_MS), replica.clock.now()];

  const claims = await Promise.all(
    [replica, otherReplica].map((harness) => harness.get(Segments).claimStale(before, now)),
  );

  expect(claims.map(({ length }) => length).toSorted((one, other) => one - other)).toEqual([0, 3]);
});
