import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EnrollmentFinished, RetrySends, type DataOf, type StepDue } from '#contracts';
import { startMailbox, type Mailbox } from '#embedded';
import { MovableClock, newId, uuidOf, type Id } from '#kernel';
import { eventually, recipient, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const servers = useServers();
const dir = mkdtempSync(join(tmpdir(), 'nimbus-stops-'));
const clock = new MovableClock();
let mailbox: Mailbox;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  mailbox = await startMailbox({ dir });
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica(clock);
});
afterAll(async () => {
  await dispatcher.stop();
  await mailbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

type Finished = DataOf<typeof EnrollmentFinished>;

const finished = (
  fixture: CampaignFixture,
  { enrollment_id, contact_id, email }: StepDue,
  status: Finished['status'],
  reason: string | null = null,
): Finished => ({
  campaign_id: fixture.campaign.id,
  enrollment_id,
  contact_id,
  email,
  status,
  reason,
  at: clock.now().toISOString(),
});

const publish = (workspace: Id<'ws'>, ...data: Finished[]) =>
  dispatcher.stubs.publish(EnrollmentFinished, workspace, ...data);

async function statesOf(fixture: CampaignFixture): Promise<Record<string, string>> {
  const sends = await dispatcher.sends(fixture);
  return Object.fromEntries(sends.map(({ email, status, error }) => [email, error?.code ?? status]));
}

/** Resolves when everything that was published before is handled: the consumer settles in order. */
async function settled(fixture: CampaignFixture): Promise<void> {
  const [last] = fixture.due(1, inAnHour());
  if (last === undefined) throw new Error('one is due');
  const marker = { ...last, email: 'marker@recipient.example' };
  await dispatcher.publishSteps(fixture, [marker]);
  await eventually(async () => expect(await statesOf(fixture)).toHaveProperty([marker.email]));
  await publish(fixture.workspaceId, finished(fixture, marker, 'replied', 'marker'));
  await eventually(async () => expect(await statesOf(fixture)).toMatchObject({ [marker.email]: 'marker' }));
}

const inAnHour = (): Date => new Date(clock.now().getTime() + HOUR_MS);

describe('the waiting sends of a contact', () => {
  it('are canceled with the reason when it was stopped, and nobody else’s are', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    const steps = fixture.due(8, inAnHour());
    await dispatcher.publishSteps(fixture, steps);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 8 }));
    const [a, b, c, d, e, f, g] = steps;
    if (!a || !b || !c || !d || !e || !f || !g) throw new Error('eight steps are due');
    const stops = [
      finished(fixture, a, 'unsubscribed', 'spam_complaint'),
      finished(fixture, b, 'replied', 'domain_replied'),
      finished(fixture, c, 'bounced', 'hard_bounce'),
      finished(fixture, d, 'removed', 'removed'),
      finished(fixture, e, 'failed', 'gave_up'),
      finished(fixture, f, 'completed'),
    ];
    await publish(newId('ws'), finished(fixture, g, 'replied', 'replied'));
    await publish(fixture.workspaceId, ...stops, ...stops);
    await publish(fixture.workspaceId, ...stops);
    await settled(fixture);

    expect(await statesOf(fixture)).toMatchObject({
      [a.email]: 'spam_complaint',
      [b.email]: 'domain_replied',
      [c.email]: 'hard_bounce',
      [d.email]: 'scheduled',
      [e.email]: 'scheduled',
      [f.email]: 'scheduled',
      [g.email]: 'scheduled',
    });
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 5, canceled: 4 });
  });

  it('stay when a retry has opened them again and the news of the failure before arrives late', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    dispatcher.stubs.content = () => ({ results: [] });
    const [step] = fixture.due(1, inAnHour());
    if (step === undefined) throw new Error('one is due');
    await dispatcher.publishSteps(fixture, [step]);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 1 }));
    const failure = finished(fixture, step, 'failed', 'gave_up');
    await dispatcher.database.query(
      `update send set status = 'failed', error_code = 'gave_up' where campaign_id = $1`,
      [uuidOf(fixture.campaign.id)],
    );
    const ref = { workspace_id: fixture.workspaceId, campaign_id: fixture.campaign.id };
    await dispatcher.stubs.publish(EnrollmentFinished, fixture.workspaceId, failure);
    await dispatcher.rpc.request(RetrySends, { ...ref, retry: { status: 'failed' } });
    await publish(fixture.workspaceId, failure, failure);
    await settled(fixture);
    expect((await dispatcher.countsByStatus(fixture)).canceled).toBe(1); // the marker
  });
});

describe('a claimed send', () => {
  it('of a contact who is away waits until the day after the return, and leaves then', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    const back = new Date(clock.now().getTime() + 5 * DAY_MS);
    dispatcher.stubs.confirm = ({ sends }) => ({
      results: sends.map(() =>
        clock.now() < back
          ? { wanted: false, reason: 'postponed', not_before: back.toISOString() }
          : { wanted: true, recipient: recipient() },
      ),
    });
    await dispatcher.publishSteps(fixture, fixture.due(1, clock.now()));
    await eventually(async () =>
      expect(await dispatcher.sends(fixture)).toMatchObject([
        { status: 'scheduled', scheduled_at: back.toISOString(), error: null },
      ]),
    );

    clock.advance(6 * DAY_MS);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 }));
  });

  it('leaves, also where enrollment confirms a few sends of each request', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    dispatcher.stubs.confirm = ({ sends }) => ({
      results: sends.slice(0, 3).map(() => ({ wanted: true, recipient: recipient() })),
    });
    await dispatcher.publishSteps(fixture, fixture.due(8, clock.now()));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 8 }));
  });

  it('of a contact who was stopped after the claim does not leave', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    const before = mailbox.count();
    const [step] = fixture.due(1, clock.now());
    if (step === undefined) throw new Error('one is due');
    let claimed = false;
    dispatcher.stubs.confirm = async ({ sends }) => {
      await publish(fixture.workspaceId, finished(fixture, step, 'replied', 'replied'));
      claimed = true;
      return { results: sends.map(() => ({ wanted: false, reason: 'enrollment_finished' })) };
    };
    await dispatcher.publishSteps(fixture, [step]);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ canceled: 1 }));
    expect([claimed, mailbox.count() - before]).toEqual([true, 0]);
  });
});
