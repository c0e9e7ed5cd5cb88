import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListDeliverabilityAlerts, ListDeliverabilityEvents, type RequestOf } from '#contracts';
import { newId, type Id } from '#kernel';
import { useServers } from '#testing';
import { DeliverabilityEvents, type NewDeliverabilityEvent } from '../src/watch/index.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

async function log(workspace_id: Id<'ws'>, event: Partial<NewDeliverabilityEvent>): Promise<string> {
  const [added] = await deliverability.database.transaction((tx) =>
    deliverability.service.app
      .get(DeliverabilityEvents)
      .add(tx, [
        { workspace_id, type: 'campaign_alert', message: 'why', at: deliverability.clock.now(), ...event },
      ]),
  );
  return String(added?.id);
}

const decide = async (workspaceId: Id<'ws'>) =>
  deliverability.gate([await deliverability.account(workspaceId)]);

const events = (workspace_id: Id<'ws'>, more: Partial<RequestOf<typeof ListDeliverabilityEvents>> = {}) =>
  deliverability.rpc.request(ListDeliverabilityEvents, { workspace_id, page_size: 50, ...more });

const alerts = (workspace_id: Id<'ws'>, more: Partial<RequestOf<typeof ListDeliverabilityAlerts>> = {}) =>
  deliverability.rpc.request(ListDeliverabilityAlerts, { workspace_id, page_size: 50, ...more });

describe('the list of events', () => {
  it('has the decisions of the gate among the events, newest first, page by page', async () => {
    const workspace = newId('ws');
    await log(workspace, {});
    await decide(workspace);
    await log(workspace, { type: 'campaign_auto_paused' });
    await decide(workspace);
    await log(workspace, { type: 'domain_recovered' });

    const whole = await events(workspace);
    const types = [
      'domain_recovered',
      'gate_decision',
      'campaign_auto_paused',
      'gate_decision',
      'campaign_alert',
    ];
    expect(whole.results.map(({ type }) => type)).toEqual(types);
    expect(whole.has_more).toBe(false);

    const first = await events(workspace, { page_size: 2 });
    const second = await events(workspace, { page_size: 3, cursor: first.next_cursor ?? '' });
    expect([...first.results, ...second.results]).toEqual(whole.results);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
  });

  it('has decisions alone where a verdict is asked for', async () => {
    const workspace = newId('ws');
    await log(workspace, {});
    await decide(workspace);

    const { results } = await events(workspace, { verdict: ['blocked'] });

    expect(results.map(({ type }) => type)).toEqual(['gate_decision']);
  });

  it('has nothing of another workspace', async () => {
    await log(newId('ws'), {});

    expect((await events(newId('ws'))).results).toEqual([]);
  });
});

describe('the list of alerts', () => {
  it('leaves out what nobody has to act on, and decisions', async () => {
    const workspace = newId('ws');
    const alert = await log(workspace, { type: 'account_paused' });
    await log(workspace, { type: 'domain_recovered' });
    await decide(workspace);

    expect((await alerts(workspace)).results.map(({ id }) => id)).toEqual([alert]);
  });

  it('is filtered by type, campaign and account', async () => {
    const workspace = newId('ws');
    const [campaign_id, sending_account_id] = [newId('camp'), newId('ea')];
    const ofCampaign = await log(workspace, { campaign_id });
    const ofAccount = await log(workspace, { type: 'account_alert', sending_account_id });

    const ids = async (query: Partial<RequestOf<typeof ListDeliverabilityAlerts>>) =>
      (await alerts(workspace, query)).results.map(({ id }) => id);
    expect(await ids({})).toEqual([ofAccount, ofCampaign]);
    expect(await ids({ type: ['account_alert'] })).toEqual([ofAccount]);
    expect(await ids({ campaign_id: [campaign_id, newId('camp')] })).toEqual([ofCampaign]);
    expect(await ids({ sending_account_id: [sending_account_id] })).toEqual([ofAccount]);
    expect(await ids({ sending_account_id: [sending_account_id], campaign_id: [campaign_id] })).toEqual([]);
  });
});
