import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlanDelegatedSends } from '#contracts';
import { eventually, refusalOf, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { planOf, refTo } from './platform-reports.js';

const servers = useServers();
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
});
afterAll(() => dispatcher.stop());

describe('the sends of a delegated campaign', () => {
  it('are not planned on other servers than before, until the operator has told', async () => {
    const fixture = new CampaignFixture(1, { accounts: 1, platform: 'reachinbox' });
    await dispatcher.introduce(fixture);
    const sends = planOf(fixture, 1, new Date());
    const plan = () => dispatcher.rpc.request(PlanDelegatedSends, { ...refTo(fixture), sends });
    await eventually(plan);

    await dispatcher.database.query(`update known_servers set identity = 'of before the restore'`);
    await eventually(async () => {
      const refusal = await refusalOf(plan());
      expect(refusal).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('operator') });
    });

    await dispatcher.database.query('delete from known_servers'); // as the tool does in the end
    await eventually(plan);
  });
});
