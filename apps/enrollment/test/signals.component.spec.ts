import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BulkUpsertContacts,
  CampaignLaunched,
  ConfirmSends,
  EmailReplied,
  EmailUnsubscribed,
  ListEnrollments,
  ListSuppressions,
  type CampaignEventData,
  type DataOf,
  type StepDue,
} from '#contracts';
import { newId } from '#kernel';
import type { RunningService } from '#service';
import { eventually, StubServices, useServers } from '#testing';
import { aCampaign } from './campaign-fixtures.js';
import { dueSteps, startEnrollment } from './start-service.js';

const servers = useServers();
let service: RunningService;
let others: StubServices;

beforeAll(async () => {
  service = await startEnrollment(servers);
  others = await StubServices.start(servers.natsUrl);
});
afterAll(async () => {
  await others.stop();
  await service.stop();
});

async function launch(snapshot: CampaignEventData, emails: readonly string[]): Promise<StepDue[]> {
  const { workspace_id } = snapshot.campaign;
  const contacts = emails.map((email) => ({ email, country: 'DE' }));
  await others.rpc.request(BulkUpsertContacts, { workspace_id, contacts });
  await others.publishData(CampaignLaunched, workspace_id, snapshot);
  return eventually(async () => {
    const due = await dueSteps(service, snapshot.campaign);
    expect(due).toHaveLength(emails.length);
    return due;
  });
}

const factOf = ({ campaign }: CampaignEventData, due: StepDue) => ({
  send_id: newId('send'),
  campaign_id: campaign.id,
  enrollment_id: due.enrollment_id,
  contact_id: due.contact_id,
  step_id: due.step_id,
  step_number: due.step_number,
  at: new Date().toISOString(),
});

const replyOf = (snapshot: CampaignEventData, due: StepDue): DataOf<typeof EmailReplied> => ({
  ...factOf(snapshot, due),
  email: due.email,
  sending_account_id: newId('ea'),
  reply_id: newId('rep'),
  version: 1,
  intent: 'interested',
  confidence: 0.9,
  automatic: false,
  from: due.email,
  snippet: 'Tell me more',
  returns_on: null,
});

async function confirm({ campaign }: CampaignEventData, due: readonly StepDue[]): Promise<string[]> {
  const { workspace_id } = campaign;
  const { results } = await others.rpc.request(ConfirmSends, {
    sends: due.map(({ enrollment_id, step_number }) => ({ workspace_id, enrollment_id, step_number })),
  });
  return results.map((result) => (result.wanted ? 'wanted' : result.reason));
}

const statusesOf = async ({ campaign }: CampaignEventData): Promise<string[]> => {
  const query = { workspace_id: campaign.workspace_id, campaign_id: campaign.id, page_size: 10 };
  const { results } = await others.rpc.request(ListEnrollments, query);
  return results.map(({ status, stop_reason }) => `${status} ${stop_reason ?? ''}`.trim());
};

describe('a contact that unsubscribes', () => {
  it('gets nothing more within a second, in any campaign, also a message that is claimed', async () => {
    const one = aCampaign();
    const other = aCampaign({ workspace_id: one.campaign.workspace_id });
    const [due] = await launch(one, ['ann@acme.test']);
    const dueThere = await launch(other, ['ann@acme.test']);
    if (due === undefined) throw new Error('she is due');
    expect([...(await confirm(one, [due])), ...(await confirm(other, dueThere))]).toEqual([
      'wanted',
      'wanted',
    ]);

    const { workspace_id } = one.campaign;
    const left = { ...factOf(one, due), method: 'one_click' as const };
    await others.publishData(EmailUnsubscribed, workspace_id, left, left);
    await eventually(
      async () =>
        expect([...(await confirm(one, [due])), ...(await confirm(other, dueThere))]).toEqual([
          'enrollment_finished',
          'enrollment_finished',
        ]),
      { timeoutMs: 1_000 },
    );
    expect([...(await statusesOf(one)), ...(await statusesOf(other))]).toEqual([
      'unsubscribed unsubscribed',
      'unsubscribed unsubscribed',
    ]);
    expect(await others.rpc.request(ListSuppressions, { workspace_id, page_size: 5 })).toMatchObject({
      results: [{ email: 'ann@acme.test', reason: 'unsubscribed' }],
    });
  });
});

describe('a contact that replies', () => {
  it('is stopped with its colleagues where the campaign wants it', async () => {
    const campaign = aCampaign({ stop_on_domain_reply: true });
    const due = await launch(campaign, ['ann@acme.test', 'bob@acme.test']);
    const ann = due.find(({ email }) => email.startsWith('ann'));
    if (ann === undefined) throw new Error('she is due');
    await others.publishData(EmailReplied, campaign.campaign.workspace_id, replyOf(campaign, ann));
    await eventually(async () =>
      expect((await statusesOf(campaign)).toSorted()).toEqual(['replied domain_replied', 'replied replied']),
    );
  });

  it('from out of the office waits, and the dispatcher hears until when', async () => {
    const campaign = aCampaign({ time_zone: 'UTC' });
    const due = await launch(campaign, ['ann@acme.test']);
    const [ann] = due;
    if (ann === undefined) throw new Error('she is due');
    const returns_on = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const away = { ...replyOf(campaign, ann), intent: 'ooo' as const, automatic: true, returns_on };
    const { workspace_id } = campaign.campaign;
    await others.publishData(EmailReplied, workspace_id, away);
    const sends = [{ workspace_id, enrollment_id: ann.enrollment_id, step_number: 1 }];
    const not_before = new Date(Date.parse(`${returns_on}T00:00:00Z`) + 86_400_000).toISOString();
    await eventually(async () =>
      expect(await others.rpc.request(ConfirmSends, { sends })).toEqual({
        results: [{ wanted: false, reason: 'postponed', not_before }],
      }),
    );
  });
});
