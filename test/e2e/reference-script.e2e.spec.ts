import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignResource, pageOf, ReplyListItem, SegmentView, SendingAccountView } from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { urlsOf, usePlatforms } from '../platforms/use-platforms.js';
import {
  createContacts,
  createSendingAccounts,
  createSequence,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { connect } from '../support/platform-fixtures.js';
import { useSystem } from '../support/use-system.js';

/** The script of the Campaigns API that creates and launches, but for its base URL, token and ids. */
const script = ({ base, token, sequence, accounts, segment }: Readonly<Record<string, string>>) => `
import requests

headers = {"Authorization": "Bearer ${token}"}

# Create draft
resp = requests.post(
    "${base}/api/v1/campaigns/",
    headers=headers,
    json={
        "name": "Automated Q3 Cold",
        "campaign_type": "cold_outreach",
        "platform": "reachinbox",
        "sequence_id": "${sequence}",
        "sending_account_ids": [${accounts}],
        "contact_filter": {"segment_ids": ["${segment}"]},
        "max_new_leads_per_day": 25,
    },
)
camp_id = resp.json()["id"]

# Launch
launch = requests.post(
    f"${base}/api/v1/campaigns/{camp_id}/launch/",
    headers=headers,
)
if launch.status_code == 422:
    print("Gate blocked:", launch.json())
`;

/** A Wednesday within the default window. */
const NOW = new Date('2026-12-02T10:00:00Z');
const CONTACTS = 30;
const PER_DAY = 25;

const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;
const whereItRuns = hasRequests ? it : it.skip;

describe('the script of the Campaigns API, with reachinbox', () => {
  const platforms = usePlatforms();
  const system = useSystem({ environment: () => urlsOf(platforms), reachable: true });
  const { reachinbox } = platforms;
  let rest: RestClient;
  let source: string;

  beforeAll(async () => {
    system.clock.travelTo(NOW);
    rest = await createWorkspace(system.baseUrl);
    const ids = await createSendingAccounts(rest, { smtpPort: system.mailbox.smtpPort, now: NOW });
    for (const { email } of await rest.all(SendingAccountView, 'sending-accounts/'))
      reachinbox.addAccount(email);
    await createContacts(rest, CONTACTS);
    const segment = await rest.post(SegmentView, 'segments/', {
      name: 'Hot',
      conditions: { everybody: true },
    });
    source = script({
      base: system.baseUrl,
      token: rest.authorization['authorization']?.replace('Bearer ', '') ?? '',
      sequence: (await createSequence(rest)).id,
      accounts: ids
        .slice(0, 2)
        .map((id) => `"${id}"`)
        .join(', '),
      segment: segment.id,
    });
  });

  const run = () => promisify(execFile)('python3', ['-c', source]);
  const campaignOf = async () => {
    const [newest] = await rest.all(CampaignResource, 'campaigns/');
    if (newest === undefined) throw new Error('the script made no campaign');
    return newest;
  };

  whereItRuns('prints why its campaign does not start before the platform is connected', async () => {
    expect((await run()).stdout).toMatch(/^Gate blocked: .*platform_not_connected/);
    expect(await campaignOf()).toMatchObject({ status: 'draft', platform: 'reachinbox' });
  });

  whereItRuns(
    'starts a campaign whose contacts ReachInbox gets within the day’s limit, sends to, and hears from',
    async () => {
      const { id: connection } = await connect(rest, reachinbox);
      await rest.act(`platform-connections/${connection}/sync-accounts/`);
      expect(await run()).toMatchObject({ stdout: '', stderr: '' });
      const { id, status } = await campaignOf();
      expect(status).toBe('active');

      const leads = () => reachinbox.campaignOf(id)?.leads ?? [];
      await eventually(() => expect(leads()).toHaveLength(PER_DAY));
      const [first = { email: '' }] = leads();
      for (const { email } of leads()) reachinbox.sendNext(email, id);
      reachinbox.open(first.email);
      reachinbox.reply(first.email, 'Sounds great, can we talk on Thursday?');
      await eventually(async () => {
        const { metrics } = await rest.get(CampaignResource, `campaigns/${id}/`);
        expect(metrics).toMatchObject({ total_sent: PER_DAY, opened: 1, replied: 1 });
      });
      const { results } = await rest.get(pageOf(ReplyListItem), `replies/?campaign_id=${id}`);
      expect(results).toMatchObject([{ intent: 'interested' }]);
      expect(leads()).toHaveLength(PER_DAY);
    },
  );
});
