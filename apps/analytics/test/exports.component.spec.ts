import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CancelExportJob,
  ExportCompleted,
  GetExportJob,
  ReadExport,
  ReadExportPart,
  StartExport,
  type JobView,
  type RequestOf,
  type SendView,
} from '#contracts';
import { newId, type Id } from '#kernel';
import { eventually, outboxEvents, useServers } from '#testing';
import { AnalyticsHarness } from './analytics-harness.js';
import type { StubDispatcher } from './stub-services.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const servers = useServers();
const workspace_id = newId('ws');
let analytics: AnalyticsHarness;
let log: StubDispatcher;

beforeAll(async () => {
  analytics = await AnalyticsHarness.start(servers);
  log = analytics.dispatcher;
});
afterAll(() => analytics.stop());

type Options = RequestOf<typeof StartExport>;
const ndjson = (campaign_id: Id<'camp'>): Options => ({
  workspace_id,
  campaign_id,
  format: 'ndjson',
  include: [],
  bom: false,
});

async function begun(options: Options): Promise<Id<'job'>> {
  const { job_id } = await analytics.rpc.request(StartExport, options);
  if (job_id === null) throw new Error('this export needs a job');
  return job_id;
}

const job = (job_id: Id<'job'>, workspace = workspace_id): Promise<JobView> =>
  analytics.rpc.request(GetExportJob, { workspace_id: workspace, job_id });
const cancel = (job_id: Id<'job'>, workspace = workspace_id): Promise<JobView> =>
  analytics.rpc.request(CancelExportJob, { workspace_id: workspace, job_id });
const part = (job_id: Id<'job'>, number: number, workspace = workspace_id) =>
  analytics.rpc.request(ReadExportPart, { workspace_id: workspace, job_id, part: number });

async function finished(job_id: Id<'job'>): Promise<JobView> {
  await eventually(async () => expect((await job(job_id)).finished_at).not.toBeNull());
  return job(job_id);
}

async function textOf(job_id: Id<'job'>): Promise<string> {
  const first = await part(job_id, 0);
  const texts = [first.text];
  while (texts.length < first.parts) texts.push((await part(job_id, texts.length)).text);
  return texts.join('');
}

const linesOf = (sends: readonly SendView[]): string =>
  sends.map((send) => `${JSON.stringify(send)}\n`).join('');
const notFound = expect.objectContaining({ code: 'not_found' });

describe('an export of up to 10,000 sends', () => {
  it('needs no job, and is read piece by piece', async () => {
    const { campaign_id, sends } = log.campaign(10_000);
    expect(await analytics.rpc.request(StartExport, ndjson(campaign_id))).toEqual({ job_id: null });

    let piece = await analytics.rpc.request(ReadExport, ndjson(campaign_id));
    let text = piece.text;
    while (piece.next_cursor !== null) {
      piece = await analytics.rpc.request(ReadExport, { ...ndjson(campaign_id), cursor: piece.next_cursor });
      text += piece.text;
    }
    expect(text).toBe(linesOf(sends));
  });
});

describe('a larger one', () => {
  it('is written by a job whose progress and file every replica shows', async () => {
    const { campaign_id, sends } = log.campaign(10_001);
    const job_id = await begun(ndjson(campaign_id));
    const text = linesOf(sends);

    expect(await finished(job_id)).toEqual({
      id: job_id,
      type: 'export',
      status: 'succeeded',
      progress: { done: 10_001, total: 10_001, percent: 100 },
      result: { campaign_id, format: 'ndjson', include: [], bytes: Buffer.byteLength(text) },
      error: null,
      download_url: `/api/v1/jobs/${job_id}/download/`,
      created_at: expect.any(String),
      finished_at: expect.any(String),
      expires_at: expect.any(String),
    });
    expect(await textOf(job_id)).toBe(text);
    expect(await part(job_id, 0)).toMatchObject({
      campaign_id,
      format: 'ndjson',
      bytes: Buffer.byteLength(text),
    });
  });

  it('is published once, with the URL of the file', async () => {
    const { campaign_id } = log.campaign(12_000);
    const job_id = await begun({ ...ndjson(campaign_id), format: 'csv', include: ['events'] });
    const { expires_at, download_url, result } = await finished(job_id);

    await eventually(async () =>
      expect(
        (await outboxEvents(analytics.database, ExportCompleted)).filter(
          ({ data }) => data.job_id === job_id,
        ),
      ).toEqual([
        expect.objectContaining({
          workspaceid: workspace_id,
          data: { ...result, job_id, sends: 12_000, download_url, expires_at },
        }),
      ]),
    );
  });

  it('has no file until it is whole, and goes on once a log that was away is back', async () => {
    const { campaign_id, sends } = log.campaign(11_000);
    log.beforePage = async (request) => {
      if (request.campaign_id === campaign_id && request.cursor === '1000') throw new Error('away');
    };
    const job_id = await begun(ndjson(campaign_id));
    await eventually(async () => expect((await job(job_id)).progress.done).toBe(1_000));

    expect(await job(job_id)).toMatchObject({ status: 'running', download_url: null, expires_at: null });
    await expect(part(job_id, 0)).rejects.toEqual(notFound);

    log.beforePage = async () => {};
    analytics.later(10_000);
    expect((await finished(job_id)).status).toBe('succeeded');
    expect(await textOf(job_id)).toBe(linesOf(sends));
  });

  it('that is under way already is answered instead of a second one, unless other things are wanted', async () => {
    const { campaign_id } = log.campaign(10_500);
    log.beforePage = async (request) => {
      if (request.campaign_id === campaign_id) throw new Error('away');
    };
    const csv: Options = { ...ndjson(campaign_id), format: 'csv' };
    const same = await Promise.all(Array.from({ length: 5 }, () => begun(csv)));
    const others = [await begun(ndjson(campaign_id)), await begun({ ...csv, include: ['events'] })];

    expect(new Set(same).size).toBe(1);
    expect(new Set([...same, ...others]).size).toBe(3);
    log.beforePage = async () => {};
    analytics.later(10_000);
    await Promise.all([...same, ...others].map(finished));
    expect(same).not.toContain(await begun(csv));
  });

  it('that cannot be read for a day is given up', async () => {
    const { campaign_id } = log.campaign(10_001);
    log.beforePage = async (request) => {
      if (request.campaign_id === campaign_id) throw new Error('away');
    };
    const job_id = await begun(ndjson(campaign_id));
    await eventually(async () => expect((await job(job_id)).status).toBe('running'));
    analytics.later(DAY_MS);

    expect(await finished(job_id)).toMatchObject({
      status: 'failed',
      error: { code: 'unavailable', message: expect.any(String) },
      download_url: null,
    });
    log.beforePage = async () => {};
  });

  it('is nobody else’s: neither the job nor its file is found', async () => {
    const { campaign_id } = log.campaign(10_001);
    const job_id = await begun(ndjson(campaign_id));
    await finished(job_id);

    await expect(job(job_id, newId('ws'))).rejects.toEqual(notFound);
    await expect(part(job_id, 0, newId('ws'))).rejects.toEqual(notFound);
    await expect(part(job_id, 1, newId('ws'))).rejects.toEqual(notFound);
  });
});

describe('a canceled export', () => {
  it('shows what was done, has no file, and can be canceled again', async () => {
    const { campaign_id } = log.campaign(11_000);
    log.beforePage = async (request) => {
      if (request.campaign_id === campaign_id && request.cursor === '1000') throw new Error('away');
    };
    const job_id = await begun(ndjson(campaign_id));
    await eventually(async () => expect((await job(job_id)).progress.done).toBe(1_000));

    const canceled = await cancel(job_id);
    expect(canceled).toMatchObject({
      status: 'canceled',
      progress: { done: 1_000, total: 11_000 },
      download_url: null,
      finished_at: expect.any(String),
    });
    analytics.later(10_000);
    expect(await cancel(job_id)).toEqual(canceled);
    await expect(part(job_id, 0)).rejects.toEqual(notFound);
    expect(await begun(ndjson(campaign_id))).not.toBe(job_id);
    log.beforePage = async () => {};
  });

  it('is none that has ended, and none of another workspace', async () => {
    const job_id = await begun(ndjson(log.campaign(10_001).campaign_id));
    const succeeded = await finished(job_id);

    await expect(cancel(job_id, newId('ws'))).rejects.toEqual(notFound);
    await expect(cancel(job_id)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'invalid_transition',
      details: { state: 'succeeded', action: 'cancel' },
    });
    expect(await job(job_id)).toEqual(succeeded);
  });
});

describe('a file', () => {
  it('is there for 24 hours; who began to read it in time reads it to its end, and then nothing is left', async () => {
    const { campaign_id, sends } = log.campaign(10_001);
    const job_id = await begun(ndjson(campaign_id));
    const { finished_at, expires_at } = await finished(job_id);
    expect(Date.parse(expires_at ?? '') - Date.parse(finished_at ?? '')).toBe(DAY_MS);
    analytics.clock.advance(DAY_MS - 60_000);
    expect(await textOf(job_id)).toBe(linesOf(sends));

    analytics.clock.advance(60_001);
    await expect(part(job_id, 0)).rejects.toEqual(notFound);
    await expect(job(job_id)).rejects.toEqual(notFound);
    expect((await part(job_id, 1)).text).not.toBe('');

    analytics.later(HOUR_MS);
    await eventually(async () => expect(await analytics.storedRows(job_id)).toEqual({ jobs: 0, parts: 0 }));
  });
});
