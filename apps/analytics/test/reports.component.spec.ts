import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailBounced, EmailSent, GetBounces, GetSummary, type DataOf } from '#contracts';
import { newId } from '#kernel';
import { makeEvent } from '#messaging';
import { useServers } from '#testing';
import { AnalyticsHarness } from './analytics-harness.js';

const servers = useServers();
let analytics: AnalyticsHarness;

const workspace_id = newId('ws');
const campaign_id = newId('camp');
const step_id = newId('step');

const aSend = (at: string): DataOf<typeof EmailSent> => ({
  send_id: newId('send'),
  campaign_id,
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id,
  step_number: 1,
  at,
  email: 'ada@example.com',
  sending_account_id: newId('ea'),
  message_id: '<1@example.com>',
  subject: 'Hello',
});

const bounce = (
  send: DataOf<typeof EmailSent>,
  at: string,
  { hard = false, smtp_code = 550, enhanced_code = '5.7.1', message = 'blocked using Spamhaus' } = {},
): DataOf<typeof EmailBounced> => ({
  ...send,
  at,
  hard,
  class: hard ? 'hard' : 'reputation_blocked',
  refusal: { code: 'bounced', smtp_code, enhanced_code, message },
});

const event = <C extends typeof EmailSent | typeof EmailBounced>(contract: C, data: DataOf<C>) =>
  makeEvent(contract, { service: 'dispatcher', workspaceId: workspace_id, time: new Date(data.at), data });

beforeAll(async () => {
  analytics = await AnalyticsHarness.start(servers);
  // 23:30 in Berlin, where it is winter, and an hour later, on the next day.
  const [late, next, last] = [
    aSend('2026-03-01T22:30:00.000Z'),
    aSend('2026-03-01T23:30:00.000Z'),
    aSend('2026-03-03T12:00:00.000Z'),
  ];
  const bounces = [
    bounce(next, '2026-03-02T08:00:00.000Z'),
    bounce(last, '2026-03-03T12:30:00.000Z', { hard: true, enhanced_code: '5.1.1', message: 'no such user' }),
  ];
  await analytics.dispatcher.services.publish(
    EmailSent,
    [late, next, last].map((send) => event(EmailSent, send)),
  );
  await analytics.dispatcher.services.publish(
    EmailBounced,
    [...bounces, ...bounces].map((each) => event(EmailBounced, each)),
  );
  await analytics.everythingIsCounted();
});
afterAll(() => analytics.stop());

const period = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-04T00:00:00.000Z' };

describe('the summary of a campaign', () => {
  it('shows days of its time zone, oldest first, without those in which nothing happened', async () => {
    const summary = await analytics.rpc.request(GetSummary, {
      workspace_id,
      campaign_id,
      granularity: 'day',
      time_zone: 'Europe/Berlin',
      metrics_of: 'campaign',
      ...period,
    });

    expect(summary).toMatchObject({ campaign_id, granularity: 'day', time_zone: 'Europe/Berlin' });
    expect(summary.metrics).toMatchObject({ total_sent: 3, bounced: 2, delivered: 1 });
    expect(summary.time_series).toMatchObject([
      { at: '2026-02-28T23:00:00.000Z', total_sent: 1, bounced: 0, delivered: 1 },
      { at: '2026-03-01T23:00:00.000Z', total_sent: 1, bounced: 1, delivered: 0 },
      { at: '2026-03-02T23:00:00.000Z', total_sent: 1, bounced: 1, delivered: 0 },
    ]);
    expect(Date.parse(summary.updated_at ?? '')).toBeGreaterThan(0);
  });

  it('shows hours of its time zone, exactly for the requested time, and the figures of that time alone', async () => {
    const query = {
      workspace_id,
      campaign_id,
      granularity: 'hour' as const,
      time_zone: 'Asia/Kolkata',
      metrics_of: 'period' as const,
    };
    const of = (from: string, to: string) => analytics.rpc.request(GetSummary, { ...query, from, to });

    const evening = await of('2026-03-01T22:30:00.000Z', '2026-03-02T08:00:00.000Z');
    expect(evening.time_series).toMatchObject([
      { at: '2026-03-01T22:30:00.000Z', total_sent: 1 },
      { at: '2026-03-01T23:30:00.000Z', total_sent: 1 },
    ]);
    expect(evening.metrics).toMatchObject({ total_sent: 2, bounced: 0, delivered: 2 });

    const second = await of('2026-03-01T22:30:00.001Z', '2026-03-01T23:30:00.001Z');
    expect(second.time_series).toMatchObject([{ at: '2026-03-01T23:30:00.000Z', total_sent: 1 }]);
    expect(second.metrics.total_sent).toBe(1);

    const none = await of('2026-03-01T22:31:00.000Z', '2026-03-01T22:40:00.000Z');
    expect([none.time_series, none.metrics.total_sent]).toEqual([[], 0]);
  });

  it('shows the figures of a time in which a message bounced that was sent before', async () => {
    const monday = { from: '2026-03-02T03:30:00.000Z', to: '2026-03-03T03:30:00.000Z' };
    const { metrics, time_series } = await analytics.rpc.request(GetSummary, {
      workspace_id,
      campaign_id,
      granularity: 'day',
      time_zone: 'America/St_Johns',
      metrics_of: 'period',
      ...monday,
    });

    const figures = { total_sent: 0, bounced: 1, delivered: -1 };
    expect(time_series).toMatchObject([figures]);
    expect(metrics).toMatchObject({ ...figures, open_rate: 0, reply_rate: 0, bounce_rate: 0 });
  });

  it('cuts days at the midnight of zones of half and quarter hours', async () => {
    const query = {
      workspace_id,
      campaign_id,
      granularity: 'day' as const,
      metrics_of: 'campaign' as const,
      ...period,
    };
    const daysIn = async (time_zone: string) => {
      const { time_series } = await analytics.rpc.request(GetSummary, { ...query, time_zone });
      return time_series.map(({ at, total_sent }) => [at, total_sent]);
    };

    expect(await daysIn('Asia/Kathmandu')).toEqual([
      ['2026-03-01T18:15:00.000Z', 2],
      ['2026-03-02T18:15:00.000Z', 1],
    ]);
    expect(await daysIn('America/St_Johns')).toEqual([
      ['2026-03-01T03:30:00.000Z', 2],
      ['2026-03-02T03:30:00.000Z', 0], // a bounce
      ['2026-03-03T03:30:00.000Z', 1],
    ]);
  });

  it('adds up to the metrics', async () => {
    const query = { workspace_id, campaign_id, granularity: 'hour' as const, time_zone: 'UTC', ...period };
    const { time_series, metrics } = await analytics.rpc.request(GetSummary, {
      ...query,
      metrics_of: 'campaign',
    });
    const sum = (key: 'total_sent' | 'bounced' | 'delivered') =>
      time_series.reduce((total, point) => total + point[key], 0);

    expect([sum('total_sent'), sum('bounced'), sum('delivered')]).toEqual([
      metrics.total_sent,
      metrics.bounced,
      metrics.delivered,
    ]);
  });

  it('of a campaign of another workspace is empty', async () => {
    const stranger = { workspace_id: newId('ws'), campaign_id };
    const query = {
      ...stranger,
      granularity: 'day' as const,
      time_zone: 'UTC',
      metrics_of: 'campaign' as const,
      ...period,
    };
    expect(await analytics.rpc.request(GetSummary, query)).toMatchObject({
      metrics: { total_sent: 0 },
      time_series: [],
      updated_at: null,
    });
    expect(await analytics.rpc.request(GetBounces, stranger)).toMatchObject({ total: 0, codes: [] });
  });
});

describe('the bounces of a campaign', () => {
  it('are counted by class and code, each once, with what a server said', async () => {
    const bounces = await analytics.rpc.request(GetBounces, { workspace_id, campaign_id });

    expect(bounces.total).toBe(2);
    expect(bounces.classes).toEqual({
      hard: 1,
      mailbox_unavailable: 0,
      content_rejected: 0,
      reputation_blocked: 1,
      policy_rejected: 0,
      network: 0,
      unknown: 0,
    });
    expect(bounces.codes).toEqual([
      { smtp_code: 550, enhanced_code: '5.1.1', class: 'hard', count: 1, sample: 'no such user' },
      {
        smtp_code: 550,
        enhanced_code: '5.7.1',
        class: 'reputation_blocked',
        count: 1,
        sample: 'blocked using Spamhaus',
      },
    ]);
  });
});
