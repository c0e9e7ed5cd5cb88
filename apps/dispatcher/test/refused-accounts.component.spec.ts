import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccountChanged,
  CampaignUpdated,
  EmailBounced,
  GetPacing,
  LoginRefused,
  type SendingAccountId,
} from '#contracts';
import { MovableClock } from '#kernel';
import { eventually, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { startScriptedSmtp, type Script, type ScriptedSmtp } from './scripted-smtp.js';

const MIDNIGHT = '2026-05-05T00:00:00.000Z';

const servers = useServers();
const smtpServers: ScriptedSmtp[] = [];
const clock = new MovableClock();
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  clock.travelTo(new Date('2026-05-04T12:00:00Z')); // a Monday
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica(clock);
});
afterAll(async () => {
  await dispatcher.stop();
  for (const server of smtpServers) await server.close();
});

async function aServer(script: Script = {}): Promise<ScriptedSmtp> {
  const server = await startScriptedSmtp(script);
  smtpServers.push(server);
  return server;
}

/** A campaign of two accounts; the first one has a server of its own. */
async function aCampaign(script: Script) {
  const [working, refusing] = [await aServer(), await aServer(script)];
  const fixture = new CampaignFixture(working.port, { accounts: 2 });
  const [first, second] = fixture.accounts;
  if (first === undefined || second === undefined) throw new Error('the fixture has two accounts');
  await dispatcher.introduce(fixture);
  dispatcher.stubs.credentials = ({ sending_account_ids }) => ({
    results: sending_account_ids.flatMap((account) => credentialsFor(account)),
  });
  const credentialsFor = (account: SendingAccountId) =>
    fixture
      .credentials(account)
      .map((each) =>
        account === first.sending_account_id
          ? { ...each, smtp: { ...each.smtp, port: refusing.port } }
          : each,
      );
  return { fixture, first, second, working, refusing };
}

const pacingOf = ({ workspaceId, campaign }: CampaignFixture) =>
  dispatcher.rpc.request(GetPacing, { workspace_id: workspaceId, campaign_id: campaign.id });

/** Resolves when the limits of the accounts that may send add up to this: events of accounts may be late. */
const mayCarry = (fixture: CampaignFixture, limit: number): Promise<void> =>
  eventually(async () =>
    expect((await pacingOf(fixture)).limits).toContainEqual(
      expect.objectContaining({ name: 'account_daily_limit', limit }),
    ),
  );

const takenBy = (...smtp: ScriptedSmtp[]): string[] =>
  smtp.flatMap(({ taken }) => taken.map((said) => /^To: (.*)$/m.exec(said)?.[1] ?? said));

describe('30 contacts over two accounts, one of which is over the quota of its server', () => {
  it('all get their mail once, from the other account or the day after, and none bounces', async () => {
    const { fixture, second, working, refusing } = await aCampaign({
      dot: '550-5.4.5 Daily user sending limit exceeded. For more information on Gmail\r\n550 5.4.5 sending limits go to https://support.google.com/a/answer/166852',
    });
    const limited = { ...second, version: 2, daily_send_limit: 20 };
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, limited);
    await mayCarry(fixture, 100_020);
    await dispatcher.publishSteps(fixture, fixture.due(30, clock.now()));

    await eventually(async () =>
      expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 20, scheduled: 10 }),
    );
    expect((await pacingOf(fixture)).blockers).toEqual([
      expect.objectContaining({ code: 'account_daily_limit', until: MIDNIGHT }),
      expect.objectContaining({ code: 'account_resting', until: MIDNIGHT }),
    ]);

    refusing.script = {};
    clock.travelTo(new Date(MIDNIGHT));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 30 }));
    expect(takenBy(working, refusing)).toHaveLength(30);
    expect(await dispatcher.published(EmailBounced, fixture)).toEqual([]);
    expect((await pacingOf(fixture)).blockers).toEqual([]);
  });
});

describe('an account that may not send from its address', () => {
  it.each([
    ['RCPT', '553 5.7.1 <account0@sender.example>: Sender address rejected: not logged in'],
    ['RCPT', '530 SMTP authentication is required'],
    ['dot', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
    ['MAIL', '550 5.1.8 bad sender'],
  ])('stops after %s %s, says why, and costs no contact', async (moment, reply) => {
    const { fixture, first, working, refusing } = await aCampaign({ [moment]: reply });
    await dispatcher.publishSteps(fixture, fixture.due(12, clock.now()));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 12 }));
    expect([working.taken.length, refusing.taken.length]).toEqual([12, 0]);
    const published = await dispatcher.published(LoginRefused, fixture);
    expect(published.map(({ data }) => data)).toMatchObject([
      { sending_account_id: first.sending_account_id, answer: reply },
    ]);
  });
});

describe('a follow-up', () => {
  /** One contact has got step 1 from the first account. */
  async function written() {
    const all = await aCampaign({});
    const { fixture, second } = all;
    const paused = { ...second, version: 2, status: 'paused' as const };
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, paused);
    await mayCarry(fixture, 100_000);
    const [contact] = fixture.due(1, clock.now());
    const step = fixture.steps[1];
    if (contact === undefined || step === undefined) throw new Error('the fixture has two steps');
    await dispatcher.publishSteps(fixture, [contact]);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 }));
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, { ...second, version: 3 });
    await mayCarry(fixture, 200_000);
    return { ...all, followUp: { ...contact, step_id: step.id, step_number: 2 } };
  }

  it('of a paused account waits for it, and is named by the pacing report', async () => {
    const { fixture, first, followUp } = await written();
    const paused = { ...first, version: 2, status: 'paused' as const };
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, paused);
    await mayCarry(fixture, 100_000);
    await dispatcher.publishSteps(fixture, [followUp]);

    await eventually(async () =>
      expect(await pacingOf(fixture)).toMatchObject({
        sendable_now: 0,
        next_send_at: null,
        blockers: [{ code: 'inactive_inbox', message: expect.stringContaining(first.email) }],
      }),
    );
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, { ...first, version: 3 });
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 2 }));
  });

  it('of a deleted account leaves from another one, in the same thread', async () => {
    const { fixture, first, second, working, refusing, followUp } = await written();
    const gone = { ...first, version: 2, status: 'disconnected' as const, deleted: true };
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, gone);
    await mayCarry(fixture, 100_000);
    await dispatcher.publishSteps(fixture, [followUp]);

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 2 }));
    const [sent] = await dispatcher.sends(fixture);
    expect(sent).toMatchObject({ step_number: 2, sending_account_id: second.sending_account_id });
    const messageId = /^Message-ID: (.*)$/im.exec(refusing.taken[0] ?? '')?.[1];
    expect(working.taken[0]).toContain(`In-Reply-To: ${messageId}`);
    expect(working.taken[0]).toContain('Subject: Re: ');
  });

  it('that waits while its account is deleted moves on, also when the campaign is changed afterwards', async () => {
    const { fixture, first, second, followUp } = await written();
    await dispatcher.publishSteps(fixture, [
      { ...followUp, due_at: new Date(clock.now().getTime() + 3_600_000).toISOString() },
    ]);
    await eventually(async () =>
      expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1, scheduled: 1 }),
    );
    const gone = { ...first, version: 2, status: 'disconnected' as const, deleted: true };
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, gone);
    await eventually(async () => expect((await dispatcher.sends(fixture))[0]?.sending_account_id).toBeNull());
    const changed = fixture.next('active');
    await dispatcher.stubs.publish(CampaignUpdated, fixture.workspaceId, changed);
    await eventually(async () => expect(await dispatcher.versionOf(fixture)).toBe(changed.version));

    clock.advance(3_600_000);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 2 }));
    expect((await dispatcher.sends(fixture))[0]?.sending_account_id).toBe(second.sending_account_id);
  });
});
