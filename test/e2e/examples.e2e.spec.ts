import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CampaignResource, SegmentView } from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { Receiver } from '../../apps/webhooks/test/receiver.js';
import { urlsOf, usePlatforms } from '../platforms/use-platforms.js';
import { call } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { addAccounts } from '../support/platform-fixtures.js';
import { useSystem } from '../support/use-system.js';

const Listed = z.object({ results: z.array(z.object({ id: z.string() })) });

const SlackMessage = z.object({ text: z.string() });

const run = promisify(execFile);
const EXAMPLES = fileURLToPath(new URL('../../docs/examples/', import.meta.url));
const canRun = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

const NOW = 'from datetime import datetime, timezone; print(datetime.now(timezone.utc).isoformat())';
const LANGUAGES = [
  {
    name: 'python',
    command: 'python3',
    suffix: 'py',
    here: canRun('python3', '-c', 'import requests'),
    now: NOW,
  },
  {
    name: 'curl',
    command: 'bash',
    suffix: 'sh',
    here: canRun('curl', '--version'),
    now: 'date -u +%Y-%m-%dT%H:%M:%S+00:00',
  },
];

describe.each(LANGUAGES)('the examples in $name', ({ name, command, suffix, here, now }) => {
  const platforms = usePlatforms();
  const system = useSystem({
    environment: () => ({ ALLOW_PRIVATE_NETWORKS: 'true', ...urlsOf(platforms) }),
    reachable: true,
  });
  const whereItRuns = here ? it : it.skip;

  let slack: Receiver;
  beforeAll(async () => {
    slack = await Receiver.start();
  });
  afterAll(() => slack.stop());

  const example = (file: string, rest: RestClient, env: Record<string, string>) =>
    run(command, [`${EXAMPLES}${name}/${file}.${suffix}`], {
      env: {
        PATH: process.env['PATH'],
        NIMBUS_URL: system.baseUrl,
        NIMBUS_KEY: rest.authorization['authorization']?.replace('Bearer ', ''),
        ...env,
      },
    });

  async function aDraft(count: number) {
    const rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { count, smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, 2);
    const settings = { campaign_type: 'nurture', max_new_leads_per_day: 0 };
    return { rest, draft: await createCampaign(rest, accounts, settings) };
  }

  const idsOf = (draft: CampaignResource) => ({
    SEQUENCE_ID: draft.sequence_id,
    SENDING_ACCOUNT_IDS: draft.sending_account_ids.join(','),
    SEGMENT_ID: draft.contact_filter.segment_ids?.join(',') ?? '',
  });

  whereItRuns('create a campaign and launch it', async () => {
    const { rest, draft } = await aDraft(20);
    const { stdout } = await example('create_and_launch', rest, idsOf(draft));
    const id = /camp_\w+/.exec(stdout)?.[0];
    const campaign = await rest.get(CampaignResource, `campaigns/${id}/`);
    expect(campaign).toMatchObject({ name: 'Autumn outreach', status: 'active', max_new_leads_per_day: 25 });
  });

  whereItRuns('connect a platform and launch a campaign that it sends', async () => {
    const { rest, draft } = await aDraft(20);
    const { instantly } = platforms;
    const emails = addAccounts(instantly, `${name}-examples`, 2);
    const [PLATFORM_KEY = ''] = instantly.keys;
    const PLATFORM = 'instantly';
    const refused = example('connect_platform', rest, { PLATFORM, PLATFORM_KEY: 'another' });
    await expect(refused).rejects.toMatchObject({ code: expect.any(Number) });

    const { stdout } = await example('connect_platform', rest, { PLATFORM, PLATFORM_KEY });
    for (const email of emails) expect(stdout).toContain(email);
    const accounts = [...new Set(stdout.match(/ea_\w+/g))];
    const ids = { ...idsOf(draft), SENDING_ACCOUNT_IDS: accounts.join(',') };
    const launched = await example('create_and_launch', rest, { ...ids, PLATFORM });
    const id = /camp_\w+/.exec(launched.stdout)?.[0] ?? '';
    await eventually(() => expect(instantly.campaignOf(id)?.leads.length).toBe(2));
  });

  whereItRuns('name what the gate lacks, and fail', async () => {
    const { rest, draft } = await aDraft(1);
    const failed = await example('create_and_launch', rest, idsOf(draft)).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: expect.any(Number) });
    expect(JSON.stringify(failed)).toContain('insufficient_stage_inboxes');
  });

  whereItRuns('pause a campaign with the reason of another system', async () => {
    const { rest, draft } = await aDraft(1);
    await rest.act(`campaigns/${draft.id}/launch/`);
    await example('pause_on_signal', rest, { CAMPAIGN_ID: draft.id, REASON: 'placement_dropped' });
    const campaign = await rest.get(CampaignResource, `campaigns/${draft.id}/`);
    expect(campaign).toMatchObject({
      status: 'paused',
      pause_reason: 'placement_dropped',
      paused_by: 'user',
    });
  });

  whereItRuns('tell a Slack channel that another system paused a campaign, and why', async () => {
    const { rest, draft } = await aDraft(1);
    const told = () => slack.requests.map(({ body }) => SlackMessage.parse(JSON.parse(body)).text).join('\n');
    await example('tell_slack', rest, { SLACK_URL: `${slack.url}/services/T0/B0/x` });
    await eventually(() => expect(told()).toContain('Test of a webhook'));

    await rest.act(`campaigns/${draft.id}/launch/`);
    await example('pause_on_signal', rest, { CAMPAIGN_ID: draft.id, REASON: 'placement_dropped' });
    await eventually(() =>
      expect(told()).toContain(`Campaign paused (${draft.name}); Reason: placement_dropped`),
    );
    expect(slack.requests.at(-1)?.body).toContain(`/api/v1/campaigns/${draft.id}/|`);

    await rest.act(`campaigns/${draft.id}/resume/`);
    await eventually(() => expect(told()).toContain(`Campaign resumed (${draft.name})`));
  });

  whereItRuns('give times as their language writes them, in queries and in bodies', async () => {
    const { rest, draft } = await aDraft(1);
    const at = (await run(command, ['-c', now])).stdout.trim();
    expect(at).toMatch(/\d\+00:00$/);
    for (const written of [at, encodeURIComponent(at)])
      for (const path of [
        `campaigns/?created_after=${written}`,
        `contacts/?created_after=${written}&updated_after=${written}`,
        `campaigns/${draft.id}/analytics/summary/?from=${written}`,
        `campaigns/${draft.id}/analytics/summary/?to=${written}`,
      ])
        expect(await call(rest, 'GET', path)).toMatchObject({ status: 200 });
    const filter = { created_after: at };
    expect(await call(rest, 'POST', 'contacts/search/', { filter })).toMatchObject({ status: 200 });
  });

  whereItRuns(
    'add the figures of yesterday of every active campaign to a file, and of no other',
    async () => {
      const { rest, draft } = await aDraft(1);
      await rest.act(`campaigns/${draft.id}/launch/`);
      const quiet = await rest.post(CampaignResource, `campaigns/${draft.id}/clone/`);
      const folder = await mkdtemp(join(tmpdir(), 'nimbus-examples-'));
      try {
        const OUTPUT = join(folder, 'figures');
        await example('daily_metrics', rest, { OUTPUT });
        await example('daily_metrics', rest, { OUTPUT });
        const lines = (await readFile(OUTPUT, 'utf8')).trim().split('\n');
        expect(lines.map((line) => line.includes(draft.id) && /\b0\b/.test(line))).toEqual([true, true]);
        expect(lines.join()).not.toContain(quiet.id);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  whereItRuns('start a campaign for whoever is next, until nobody is waiting', async () => {
    const { rest, draft } = await aDraft(20);
    const waiting = await rest.post(SegmentView, 'segments/', { name: 'Waiting', type: 'static' });
    const everybody = (await rest.get(Listed, 'contacts/')).results.map(({ id }) => id);
    await rest.post(SegmentView, `segments/${waiting.id}/contacts/`, { add: everybody });

    const week = { ...idsOf(draft), SEGMENT_ID: waiting.id, BATCH: '1' };
    const taken = new Set<string | undefined>();
    for (const _ of everybody) {
      const { stdout } = await example('rotate_sequence', rest, week);
      const campaign = await rest.get(CampaignResource, `campaigns/${/camp_\w+/.exec(stdout)?.[0]}/`);
      expect(campaign).toMatchObject({ sequence_id: draft.sequence_id, started_at: expect.any(String) });
      const segment = campaign.contact_filter.segment_ids?.join(',');
      const { results } = await rest.get(Listed, `contacts/?segment_id=${segment}`);
      expect(results).toHaveLength(1);
      taken.add(results[0]?.id);
    }
    expect([...taken]).toEqual(everybody.toSorted()); // the oldest first
    await expect(example('rotate_sequence', rest, week)).rejects.toMatchObject({ code: 1 });
  });
});
