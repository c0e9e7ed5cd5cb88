import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignResource } from '#contracts';
import { withClient } from '#database';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { scrape, type Series } from '../support/metrics.js';
import { alerts, lines } from '../support/observing/expressions.js';
import { hasPrometheus, Prometheus } from '../support/observing/prometheus.js';
import { reads, selectorsOf } from '../support/observing/promql.js';
import { blocksIn } from '../support/observing/runbooks.js';
import { useSystem } from '../support/use-system.js';

/** A rate needs two scrapes, which take a second each. */
const SCRAPES = { intervalMs: 500 };
/** The time of an answer says more about the machine of the test than about the system. */
const MAY_BE_SLOW = 'NimbusApiSlow';

/** The bug of this test is expected, and so is its line in the log. */
const system = useSystem({ log: { level: 'fatal', destination: process.stdout } });
let rest: RestClient;
let accounts: string[];
let campaignId: string;

beforeAll(async () => {
  rest = await createWorkspace(system.baseUrl);
  accounts = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort });
  await runCampaign();
  await failOnce();
});

async function runCampaign(): Promise<void> {
  await createContacts(rest, 20);
  ({ id: campaignId } = await createCampaign(rest, accounts));
  await rest.act(`campaigns/${campaignId}/launch/`);
  await eventually(async () => {
    const campaign = await rest.get(CampaignResource, `campaigns/${campaignId}/`);
    expect(campaign).toMatchObject({ status: 'completed' });
  });
}

/** One request that ends in a bug: its table has another name meanwhile. */
async function failOnce(): Promise<void> {
  const statement = (sql: string) =>
    withClient({ connectionString: system.databaseUrl }, (client) => client.query(sql));
  await statement('alter table campaigns.campaign rename to campaign_elsewhere');
  try {
    expect(await call(rest, 'GET', `campaigns/${campaignId}/`)).toMatchObject({ status: 500 });
  } finally {
    await statement('alter table campaigns.campaign_elsewhere rename to campaign');
  }
}

describe('the metrics of a running system', () => {
  let series: Series[];
  beforeAll(async () => {
    const ofServices = [...system.metricsUrls].map(async ([job, url]) =>
      [...(await scrape([url])), { name: 'up', labels: {}, value: 1 }].map((each) => ({
        ...each,
        labels: { ...each.labels, job },
      })),
    );
    series = (await Promise.all(ofServices)).flat();
  });

  const expressions = [
    ...lines.map(({ panel, expression }) => [panel, expression] as const),
    ...alerts.map(({ alert, expr }) => [alert, expr] as const),
    ...blocksIn('promql').map(({ file, content }) => [file, content] as const),
  ];

  it.each(expressions)('have the series of %s: %s', (_, expression) => {
    for (const selector of selectorsOf(expression)) {
      expect({ [selector.text]: series.some((each) => reads(selector, each)) }).toEqual({
        [selector.text]: true,
      });
    }
  });

  it('would not have those of a metric that does not exist, or of a value that a label never has', () => {
    for (const text of ['nimbus_sends_lost_total', 'nimbus_sends_total{outcome="lost"}']) {
      const [selector] = selectorsOf(text);
      expect(selector && series.some((each) => reads(selector, each))).toBe(false);
    }
  });
});

const onPrometheus = hasPrometheus() ? describe : describe.skip;
onPrometheus('a real Prometheus (skipped where this machine has none)', () => {
  let prometheus: Prometheus;
  beforeAll(async () => {
    prometheus = await Prometheus.start(system.metricsUrls);
  });
  afterAll(() => prometheus.stop());

  it('has a figure for each line of each panel, while a campaign runs', async () => {
    await eventually(async () => {
      expect(await prometheus.query('nimbus_sends_total')).not.toEqual([]);
    }, SCRAPES);
    await runCampaign();
    await eventually(async () => {
      await call(rest, 'GET', `campaigns/${campaignId}/`);
      expect(await withoutFigure()).toEqual([]);
    }, SCRAPES);
  });

  it('has no alert for a system that is well', async () => {
    await eventually(async () => {
      for (const { alert, expr } of alerts) {
        const samples = await prometheus.query(expr);
        if (alert !== MAY_BE_SLOW) expect({ [alert]: samples }).toEqual({ [alert]: [] });
      }
    }, SCRAPES);
    expect(await prometheus.query('ALERTS{alertstate="firing"}')).toEqual([]);
  });

  async function withoutFigure(): Promise<string[]> {
    const found = await Promise.all(
      lines.map(async ({ panel, expression }) => {
        const samples = await prometheus.query(expression);
        return samples.some(({ value }) => Number.isFinite(value)) ? [] : [`${panel}: ${expression}`];
      }),
    );
    return found.flat();
  }
});
