import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GetExportJob, ReadExportPart, StartExport, type RequestOf } from '#contracts';
import { migrateService } from '#database';
import { newId } from '#kernel';
import { ended, eventually, spawnService, urlOfUser, useServers } from '#testing';
import { migrations } from '../src/persistence/migrations/index.js';
import { AnalyticsHarness } from './analytics-harness.js';
import type { StubDispatcher } from './stub-services.js';

/** Longer than the lease of a part. */
const TAKEN_OVER_MS = 60_000;

const servers = useServers();
let analytics: AnalyticsHarness;
let log: StubDispatcher;
let victim: ChildProcess;

beforeAll(async () => {
  analytics = await AnalyticsHarness.start(servers, 0);
  log = analytics.dispatcher;
  await migrateService({ service: 'analytics', url: servers.databaseUrl, migrations });
  victim = spawnService('analytics', {
    DATABASE_URL: servers.databaseUrl,
    NATS_URL: urlOfUser(servers.natsUrl, 'analytics'),
  });
});
afterAll(async () => {
  victim.kill('SIGKILL');
  await ended(victim);
  await analytics.stop();
});

it('an export goes on in another process when the one that writes it is killed, and nothing is in it twice', async () => {
  const { campaign_id, sends } = log.campaign(12_000);
  const options: RequestOf<typeof StartExport> = {
    workspace_id: newId('ws'),
    campaign_id,
    format: 'ndjson',
    include: [],
    bom: false,
  };
  const requested = new Promise<void>((resolve) => {
    log.beforePage = async ({ cursor }) => {
      if (cursor !== '3000') return;
      resolve();
      await new Promise(() => {}); // the page never comes: the process is killed while it waits
    };
  });
  const { job_id } = await eventually(() => analytics.rpc.request(StartExport, options));
  if (job_id === null) throw new Error('this export needs a job');
  const ref = { workspace_id: options.workspace_id, job_id };
  await requested;

  victim.kill('SIGKILL');
  await ended(victim);
  log.beforePage = async () => {};
  await analytics.startReplica();
  expect(await analytics.rpc.request(GetExportJob, ref)).toMatchObject({
    status: 'running',
    progress: { done: 3_000, total: 12_000, percent: 25 },
  });
  analytics.later(TAKEN_OVER_MS);
  await eventually(async () =>
    expect(await analytics.rpc.request(GetExportJob, ref)).toMatchObject({
      status: 'succeeded',
      progress: { done: 12_000, total: 12_000, percent: 100 },
    }),
  );

  const { parts } = await analytics.rpc.request(ReadExportPart, { ...ref, part: 0 });
  const texts = await Promise.all(
    Array.from({ length: parts }, (_, part) => analytics.rpc.request(ReadExportPart, { ...ref, part })),
  );
  const lines = texts.flatMap(({ text }) => text.trimEnd().split('\n'));
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(sends);
});
