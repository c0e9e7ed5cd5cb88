import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeadLeft } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import { LemlistServer } from '../../../test/platforms/lemlist-server.js';
import { ReachinboxServer } from '../../../test/platforms/reachinbox-server.js';
import { SmartleadServer } from '../../../test/platforms/smartlead-server.js';
import { DoubtsSchedule } from '../src/leads/transport/doubts.schedule.js';
import { PusherLife } from '../src/leads/transport/pusher-life.schedule.js';
import { LeadsHarness, type Lead, type ReadyCampaign } from './leads-harness.js';

const MINUTE_MS = 60_000;
const NO_LIMIT = { requests: Number.POSITIVE_INFINITY, perMs: 1_000 };

class Reachinbox extends ReachinboxServer {
  protected override readonly limit = NO_LIMIT;
}
class Smartlead extends SmartleadServer {
  protected override readonly limit = NO_LIMIT;
}
class Instantly extends InstantlyServer {
  protected override readonly limit = NO_LIMIT;
}
class Lemlist extends LemlistServer {
  protected override readonly limit = NO_LIMIT;
}

const servers = useServers();

describe.each([new Reachinbox(), new Smartlead(), new Instantly(), new Lemlist()])(
  'at $platform',
  (server) => {
    let platforms: LeadsHarness;
    beforeAll(async () => {
      platforms = await LeadsHarness.start(servers, server);
    });
    afterAll(() => platforms.stop());
    beforeEach(() => server.faults.none());

    /** Lets the clock run until it is so, and has everybody look who looks rarely. */
    const becomesLater = (campaign: ReadyCampaign, statuses: Record<string, number>): Promise<void> =>
      eventually(async () => {
        platforms.clock.advance(MINUTE_MS);
        for (const schedule of [PusherLife, DoubtsSchedule])
          platforms.app.get<{ wake(): void }>(schedule).wake();
        expect(await platforms.statuses(campaign)).toEqual(statuses);
      });

    /** Leads as a process left them that died: it had claimed them, and perhaps marked the start of their push. */
    async function leftByTheDead(
      campaign: ReadyCampaign,
      leads: readonly Lead[],
      { marked }: { marked: boolean },
    ) {
      const now = platforms.clock.now();
      const claim = [randomUUID(), randomUUID(), now];
      await platforms.database.query(
        `insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, status, due_at, next_attempt_at,
         claimed_by, claim_id, claimed_at, push_started_at, created_at, updated_at)
       select enrollment_id, $1, $2, contact_id, email, 'pushing', $7::timestamptz, $7, $5, $6, $7, $4, $7, $7
       from jsonb_to_recordset($3::jsonb) as l (enrollment_id uuid, contact_id uuid, email text)`,
        [
          uuidOf(campaign.workspaceId),
          uuidOf(campaign.campaignId),
          JSON.stringify(
            leads.map(({ enrollment_id, contact_id, email }) => ({
              enrollment_id: uuidOf(enrollment_id),
              contact_id: uuidOf(contact_id),
              email,
            })),
          ),
          marked ? now : null,
          ...claim,
        ],
      );
    }

    async function pushByHand(campaign: ReadyCampaign, leads: readonly Lead[]): Promise<void> {
      const { client, call } = await platforms.open(campaign.connectionId);
      const toPush = leads.map(({ email, enrollment_id: reference }) => ({
        email,
        firstName: 'Grace',
        lastName: null,
        companyName: null,
        reference,
        variables: { nimbus_subject_1: 'Hello', nimbus_body_1: '<p>Hello</p>' },
      }));
      await client.pushLeads(call, campaign.platformCampaignId, toPush);
    }

    it('a crash before, between and after the steps of a push leaves every lead there once', async () => {
      const campaign = await platforms.campaign();
      const leads = platforms.leads(9);
      await leftByTheDead(campaign, leads.slice(0, 3), { marked: false });
      await leftByTheDead(campaign, leads.slice(3, 6), { marked: true });
      await pushByHand(campaign, leads.slice(6));
      await leftByTheDead(campaign, leads.slice(6), { marked: true });
      await becomesLater(campaign, { pushed: 9 });

      expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 9 });
    });

    it('an answer that is lost leaves every lead there once', async () => {
      const campaign = await platforms.campaign([{}], { held: true });
      const leads = platforms.leads(6);
      server.faults.next('cut_after', { path: /^POST .*leads/ });
      server.faults.next('half_body_after', { path: /^POST .*leads/ });
      await platforms.handOver(campaign, leads);
      await platforms.hold(campaign, false);
      await becomesLater(campaign, { pushed: 6 });

      expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 6 });
    });

    it('a lead that is stopped while its push is in doubt gets nothing', async () => {
      const campaign = await platforms.campaign();
      const leads = platforms.leads(2);
      await pushByHand(campaign, leads.slice(0, 1));
      await leftByTheDead(campaign, leads, { marked: true });
      for (const lead of leads)
        await platforms.finish(campaign, lead, { status: 'replied', reason: 'replied' });
      await becomesLater(campaign, { removed: 1, canceled: 1 });

      expect(platforms.counts(campaign, leads)).toEqual({ '1x1': 1, '0x0': 1 });
      expect(leads.map(({ email }) => email).map((email) => isActive(campaign, email))).toEqual([
        false,
        false,
      ]);
      expect(await platforms.published(LeadLeft, campaign)).toHaveLength(2);
    });

    const isActive = ({ platformCampaignId }: ReadyCampaign, email: string): boolean =>
      (server.campaigns.get(platformCampaignId)?.leads ?? []).some(
        (lead) => lead.email.toLowerCase() === email.toLowerCase() && lead.state === 'active',
      );
  },
);
