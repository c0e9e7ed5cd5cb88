import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignResource } from '#contracts';
import { startTracing } from '#telemetry';
import { eventually, TraceCollector, type ExportedSpan } from '#testing';
import {
  ADMIN_TOKEN,
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { useSystem } from '../support/use-system.js';

const CONTACTS = 12;
const LAUNCH = 'POST /api/v1/campaigns/:id/launch';

/** The way of a launch to the mail servers, hop by hop. */
const HOPS = [
  'request rpc.campaigns.launch-campaign.v1',
  'answer rpc.campaigns.launch-campaign.v1',
  'publish evt.campaign.launched.v1',
  'consume enrollment-campaigns',
  'enroll page',
  'publish evt.enrollment.steps_due.v1',
  'consume dispatcher-plan',
  'dispatch claim',
  'answer rpc.enrollment.confirm-sends.v1',
];

let collector: TraceCollector;
let stopTracing: () => Promise<void>;
beforeAll(async () => {
  collector = await TraceCollector.start();
  stopTracing = await startTracing('system', collector.url);
});
afterAll(async () => {
  await stopTracing();
  await collector.stop();
});

describe('the traces of a running system', () => {
  const log: string[] = [];
  const system = useSystem({
    log: { level: 'debug', destination: { write: (line) => void log.push(line) } },
  });
  let key = '';
  let addresses: string[] = [];

  beforeAll(async () => {
    const rest = await createWorkspace(system.baseUrl);
    key = rest.authorization['authorization']?.replace('Bearer ', '') ?? '';
    const accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
    addresses = await createContacts(rest, CONTACTS);
    const { id } = await createCampaign(rest, accounts);
    await rest.act(`campaigns/${id}/launch/`);
    await eventually(async () => {
      expect(await rest.get(CampaignResource, `campaigns/${id}/`)).toMatchObject({ status: 'completed' });
    });
  });

  it('show a launched campaign as one: REST, NATS, outbox, enrolling, claims and every message', async () => {
    await eventually(() => {
      const spans = launchTrace();
      const names = spans.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(HOPS));
      expect(names.filter((name) => name === 'deliver by SMTP')).toHaveLength(2 * CONTACTS);
      expect(rootsOf(spans).map(({ name }) => name)).toEqual([LAUNCH]);
    });
  });

  it('tell no password, key, address or text of a message, and neither do metrics and logs', async () => {
    const metrics = await Promise.all(
      [...system.metricsUrls.values()].map(async (url) => (await fetch(url)).text()),
    );
    const spans = collector.bodies.join('\n');
    const secrets = [key, ADMIN_TOKEN, 'sesame', 'correct horse battery', 'Hello Person', '<p>First'];

    expect(key.length).toBeGreaterThan(20);
    for (const secret of secrets) {
      for (const told of [spans, metrics.join('\n'), log.join('\n')]) expect(told).not.toContain(secret);
    }
    for (const address of addresses) {
      expect(spans).not.toContain(address);
      expect(metrics.join('\n')).not.toContain(address);
    }
  });

  const launchSpan = (): ExportedSpan => {
    const span = collector.spans.find(({ name }) => name === LAUNCH);
    if (span === undefined) throw new Error('the span of the launch was not exported yet');
    return span;
  };

  function launchTrace(): ExportedSpan[] {
    const { traceId } = launchSpan();
    return collector.spans.filter((span) => span.traceId === traceId);
  }
});

/** The spans whose parent is not among them: one, if nothing is lost in between. */
function rootsOf(spans: readonly ExportedSpan[]): ExportedSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
}
