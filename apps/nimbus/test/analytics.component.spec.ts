import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailSent, GetMetrics } from '#contracts';
import { newId } from '#kernel';
import { makeEvent } from '#messaging';
import { useServers } from '#testing';
import { AnalyticsHarness } from '../../analytics/test/analytics-harness.js';
import { toolOn } from './run-nimbus.js';

const servers = useServers();
const nimbus = toolOn(servers);
let analytics: AnalyticsHarness;
beforeAll(async () => {
  analytics = await AnalyticsHarness.start(servers);
});
afterAll(() => analytics.stop());

const campaign = { workspace_id: newId('ws'), campaign_id: newId('camp'), step_id: newId('step') };

async function send(count: number): Promise<void> {
  const { workspace_id, campaign_id, step_id } = campaign;
  const events = Array.from({ length: count }, () =>
    makeEvent(EmailSent, {
      service: 'dispatcher',
      workspaceId: workspace_id,
      time: new Date(),
      data: {
        send_id: newId('send'),
        campaign_id,
        enrollment_id: newId('enr'),
        contact_id: newId('cont'),
        step_id,
        step_number: 1,
        variant: null,
        at: new Date().toISOString(),
        email: 'ada@example.com',
        sending_account_id: newId('ea'),
        message_id: '<1@example.com>',
        subject: 'A question',
      },
    }),
  );
  await analytics.dispatcher.services.publish(EmailSent, events);
  await analytics.everythingIsCounted();
}

async function sentOf(): Promise<number | undefined> {
  const { workspace_id, campaign_id } = campaign;
  const { results } = await analytics.rpc.request(GetMetrics, { workspace_id, campaign_ids: [campaign_id] });
  return results[0]?.metrics.total_sent;
}

describe('nimbus analytics rebuild', () => {
  it('counts wrong figures anew from the facts, and figures without facts are gone', async () => {
    await send(3);
    await analytics.database.query('update step_total set total_sent = 99');
    await analytics.database.query(
      `insert into quarter_total select gen_random_uuid(), quarter, workspace_id, 1, 0, 0, 0, 0, 0, 0 from quarter_total`,
    );
    expect(await sentOf()).toBe(99);

    expect(await nimbus.json('analytics', 'rebuild')).toEqual({ messages: 3 });
    expect(await sentOf()).toBe(3);
    expect(await analytics.database.query('select total_sent from quarter_total')).toEqual([
      { total_sent: 3 },
    ]);
  });

  it('is safe to run twice at the same time, and counts go on afterwards', async () => {
    const both = await Promise.all([
      nimbus.json('analytics', 'rebuild'),
      nimbus.json('analytics', 'rebuild'),
    ]);
    expect(both).toEqual([{ messages: 3 }, { messages: 3 }]);
    await send(2);
    expect(await sentOf()).toBe(5);
  });
});
