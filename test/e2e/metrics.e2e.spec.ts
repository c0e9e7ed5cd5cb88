import { beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignResource } from '#contracts';
import { newId } from '#kernel';
import { eventually } from '#testing';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { scrape, sumOf, type Series } from '../support/metrics.js';
import { useSystem } from '../support/use-system.js';

const CONTACTS = 40;
const GONE = 4;

/** All labels of our own metrics: each has few values, and none of them is a caller's to choose. */
const LABELS =
  'consumer kind le method outcome platform provider reason route state status subject type verdict'.split(
    ' ',
  );

describe('the metrics of a running system', () => {
  const system = useSystem();
  const scrapeAll = (): Promise<Series[]> => scrape(system.metricsUrls.values());

  beforeAll(async () => {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, CONTACTS, { gone: GONE });
    const { id } = await createCampaign(rest, accounts);
    await rest.act(`campaigns/${id}/launch/`);
    await eventually(async () => {
      expect(await rest.get(CampaignResource, `campaigns/${id}/`)).toMatchObject({ status: 'completed' });
    });
    await call(rest, 'GET', `contacts/${newId('cont')}/`);
    await fetch(`${system.baseUrl}/nowhere/${crypto.randomUUID()}`);
  });

  it('count what one campaign did, in every service', async () => {
    const series = await scrapeAll();
    const sum = (name: string, labels?: Record<string, string>) => sumOf(series, name, labels);

    expect(sum('nimbus_sends_total', { outcome: 'sent', provider: 'other' })).toBe(2 * (CONTACTS - GONE));
    expect(sum('nimbus_sends_total', { outcome: 'bounced' })).toBe(GONE);
    expect(sum('nimbus_enrollments_started_total')).toBe(CONTACTS);
    expect(sum('nimbus_claims_total')).toBeGreaterThan(0);
    expect(sum('nimbus_gate_verdicts_total', { verdict: 'allowed', reason: 'none' })).toBe(1);
    expect(
      sum('nimbus_events_consumed_total', { consumer: 'dispatcher-plan', outcome: 'ack' }),
    ).toBeGreaterThan(0);
    expect(sum('nimbus_events_consumed_total', { outcome: 'dead_letter' })).toBe(0);
    expect(sum('nimbus_rpc_requests_total', { outcome: 'failed' })).toBe(0);
    expect(series.map(({ name }) => name)).toContain('nimbus_platform_leads_total');
    expect(sum('nimbus_platform_leads_total')).toBe(0);
    expect(sum('nimbus_http_requests_total', { route: '/api/v1/campaigns/:id/launch', method: 'POST' })).toBe(
      1,
    );
  });

  it('show the state of now', async () => {
    await eventually(async () => {
      const series = await scrapeAll();
      const sum = (name: string, labels?: Record<string, string>) => sumOf(series, name, labels);

      expect(sum('nimbus_campaigns', { status: 'completed' })).toBe(1);
      expect(sum('nimbus_sending_accounts', { status: 'active' })).toBe(20);
      expect(sum('nimbus_db_pool_connections', { state: 'idle' })).toBeGreaterThan(0);
      for (const empty of [
        'nimbus_sends_due',
        'nimbus_sends_late',
        'nimbus_sends_in_flight',
        'nimbus_outbox_pending_messages',
        'nimbus_outbox_oldest_age_seconds',
        'nimbus_consumer_lag_messages',
        'nimbus_consumer_redelivered_messages',
        'nimbus_webhook_pending_deliveries',
        'nimbus_webhook_oldest_pending_age_seconds',
        'nimbus_live_streams',
      ]) {
        expect(series.map(({ name }) => name)).toContain(empty);
        expect({ [empty]: sum(empty) }).toEqual({ [empty]: 0 });
      }
    });
  });

  it('have no label with an id, an address or a path of a caller, and few series', async () => {
    const own = (await scrapeAll()).filter(({ name }) => name.startsWith('nimbus_'));
    const values = new Set(own.flatMap(({ labels }) => Object.values(labels)));

    for (const value of values)
      expect(value).not.toMatch(/[a-z]+_[0-9a-z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-|@|nowhere/);
    expect(values).toContain('unmatched');
    const names = new Set(own.flatMap(({ labels }) => Object.keys(labels)));
    expect([...names].toSorted()).toEqual(LABELS);
    expect(own.length).toBeLessThan(2_500);
  });
});
