import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { EmailBounced, EmailFailed, EmailOpened, EmailSent, ListSends } from '#contracts';
import { startMailbox, type Mailbox } from '#embedded';
import { DomainError, uuidOf } from '#kernel';
import { eventually, recipient, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';

/** liquidjs does not look at its clock while it searches. */
const ENDLESS = '{% assign r = (1..4000000) %}{{ r | has: "x[y[z[x[y[z[x[y[z]]]]]]]]", 1 }}';

const servers = useServers();
const dir = mkdtempSync(join(tmpdir(), 'nimbus-dispatcher-'));
let mailbox: Mailbox;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  mailbox = await startMailbox({ dir, refuse: (address) => address.startsWith('nobody') });
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica();
  await dispatcher.startReplica();
});
afterAll(async () => {
  await dispatcher.stop();
  await mailbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

const subjectsInMailbox = async (): Promise<string[]> => {
  const answer = await fetch(`${mailbox.url}/api/messages`);
  const { messages } = z
    .object({ messages: z.array(z.object({ subject: z.string() })) })
    .parse(await answer.json());

  return messages.map(({ subject }) => subject);
};

describe('a campaign', () => {
  it('is sent by two replicas, each message once, over all its accounts', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 5 });
    await dispatcher.introduce(fixture);
    const before = mailbox.count();

    await dispatcher.publishSteps(fixture, fixture.due(700));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 700 }));

    expect(mailbox.count() - before).toBe(700);
    const sends = await dispatcher.sends(fixture);
    expect(new Set(sends.map(({ message_id }) => message_id)).size).toBe(700);
    for (const { sending_account_id } of fixture.accounts) {
      const share = sends.filter((send) => send.sending_account_id === sending_account_id).length;
      // an account that is busy in both replicas is passed over for a while, so that shares are not equal
      expect(share).toBeGreaterThan(0);
    }
    const published = await dispatcher.published(EmailSent, fixture);
    expect(published.map(({ data }) => data.send_id).toSorted()).toEqual(
      sends.map(({ id }) => id).toSorted(),
    );
  });

  it('plans a step once, however often its event comes, and whether or not the campaign is known yet', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    const steps = fixture.due(20);
    await dispatcher.publishSteps(fixture, steps);
    await dispatcher.publishSteps(fixture, steps);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 20 }));

    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, steps);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 20 }));
  });

  it('answers in the thread and from the account of its first message', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 3 });
    await dispatcher.introduce(fixture);
    const [first] = fixture.due(1);
    if (first === undefined) throw new Error('nothing is due');
    await dispatcher.publishSteps(fixture, [first]);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 }));

    const second = fixture.steps[1];
    if (second === undefined) throw new Error('the fixture has two steps');
    await dispatcher.publishSteps(fixture, [{ ...first, step_id: second.id, step_number: 2 }]);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 2 }));

    const [followUp, message] = await dispatcher.sends(fixture);
    expect(followUp).toMatchObject({
      subject: 'Re: Hello Grace',
      sending_account_id: message?.sending_account_id,
    });
    expect(await subjectsInMailbox()).toContain('Re: Hello Grace');
  });
});

describe('a send', () => {
  it('that is not wanted any more is canceled with the reason, and costs nobody a place', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    dispatcher.stubs.confirm = ({ sends }) => ({
      results: sends.map(() => ({ wanted: false, reason: 'suppressed' })),
    });
    await dispatcher.publishSteps(fixture, fixture.due(3));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ canceled: 3 }));
    const [send] = await dispatcher.sends(fixture);
    expect(send?.error).toEqual({ code: 'suppressed', smtp_code: null, message: 'suppressed' });
    expect(await sentToday(fixture)).toEqual({ accounts: 0, campaign: 0 });
  });

  it('to an address that does not exist bounces hard, and keeps its place', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    dispatcher.stubs.confirm = ({ sends }) => ({
      results: sends.map(() => ({
        wanted: true,
        recipient: recipient({ email: 'nobody@recipient.example' }),
      })),
    });
    await dispatcher.publishSteps(fixture, fixture.due(1));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ bounced: 1 }));
    const [event] = await dispatcher.published(EmailBounced, fixture);
    expect(event?.data).toMatchObject({
      hard: true,
      email: 'nobody@recipient.example',
      refusal: { smtp_code: 550 },
    });
    expect(await sentToday(fixture)).toEqual({ accounts: 1, campaign: 1 });
  });

  it('whose template fails is failed, with the reason', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    const [first] = fixture.steps;
    if (first !== undefined) first.body_html = '{% if %}';
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(1));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ failed: 1 }));
    const [event] = await dispatcher.published(EmailFailed, fixture);
    expect(event?.data.refusal.code).toBe('template_failed');
  });

  it('whose template never ends is failed; the sends behind it wait a minute, and do not fail at full speed', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    const [first] = fixture.steps;
    if (first !== undefined) first.body_html = ENDLESS;
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(500));

    await eventually(async () => {
      const { failed = 0, ...others } = await dispatcher.countsByStatus(fixture);
      expect(failed).toBeGreaterThan(0);
      expect(others).toEqual({ scheduled: 500 - failed });
      // two claims of each replica, with 40 sends of the account at most
      expect(failed).toBeLessThanOrEqual(160);
    });
    await eventually(async () => expect(await sentToday(fixture)).toEqual({ accounts: 0, campaign: 0 }));
    const events = await dispatcher.published(EmailFailed, fixture);
    expect(new Set(events.map(({ data }) => data.refusal.code))).toEqual(new Set(['template_failed']));
  });

  it.each([
    ['empty_subject', { subject: '{{ title }} ' }],
    ['empty_body', { body_html: '<p>{{ title }}</p>' }],
  ])('whose text would be empty fails with %s', async (code, texts) => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    Object.assign(fixture.steps[0] ?? {}, texts);
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(1));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ failed: 1 }));
    const [event] = await dispatcher.published(EmailFailed, fixture);
    expect(event?.data.refusal.code).toBe(code);
  });

  it('waits while another service is away, and goes when it is back', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    const { confirm } = dispatcher.stubs;
    let requests = 0;
    dispatcher.stubs.confirm = () => {
      requests += 1;
      throw new Error('away');
    };
    await dispatcher.publishSteps(fixture, fixture.due(10));
    await eventually(() => expect(requests).toBeGreaterThan(0));
    await eventually(async () => expect(await sentToday(fixture)).toEqual({ accounts: 0, campaign: 0 }));

    dispatcher.stubs.confirm = confirm;
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 10 }));
  });

  it('knows when it was opened first, but not by a machine', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    await dispatcher.introduce(fixture);
    const [step] = fixture.due(1);
    if (step === undefined) throw new Error('nothing is due');
    await dispatcher.publishSteps(fixture, [step]);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1 }));
    const [send] = await dispatcher.sends(fixture);
    if (send === undefined) throw new Error('nothing was sent');

    const opened = (at: string, machine: boolean) => {
      const { enrollment_id, contact_id, step_id, step_number } = step;
      const who = {
        send_id: send.id,
        campaign_id: fixture.campaign.id,
        enrollment_id,
        contact_id,
        step_id,
        step_number,
      };
      return dispatcher.stubs.publish(EmailOpened, fixture.workspaceId, { ...who, at, machine });
    };
    await opened('2026-05-04T12:00:00.000Z', true);
    const isKnownAs = (at: string) =>
      eventually(async () => {
        const [seen] = await dispatcher.sends(fixture);
        expect(seen?.opened_at).toBe(at);
      });
    await opened('2026-05-04T12:02:00.000Z', false);
    await isKnownAs('2026-05-04T12:02:00.000Z');
    // An earlier one that comes late, because its message was repeated, is the first one all the same.
    await opened('2026-05-04T12:01:00.000Z', false);
    await isKnownAs('2026-05-04T12:01:00.000Z');
  });
});

describe('a list of sends', () => {
  it('refuses a cursor that is not its own', async () => {
    const fixture = new CampaignFixture(mailbox.smtpPort, { accounts: 1 });
    const ref = { workspace_id: fixture.workspaceId, campaign_id: fixture.campaign.id };
    const listing = dispatcher.rpc.request(ListSends, { ...ref, cursor: 'bm90IG91cnM' });

    await expect(listing).rejects.toThrow(DomainError);
    await expect(listing).rejects.toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'cursor', code: 'invalid_format' }] },
    });
  });
});

/** The used part of the limits of the fixture's campaign and accounts. */
async function sentToday({
  campaign,
}: CampaignFixture): Promise<{ accounts: number; campaign: number } | undefined> {
  const [row] = await dispatcher.database.query<{ accounts: number; campaign: number }>(
    `select sum(l.sent_today)::int as accounts, p.sent_today as campaign
     from campaign_send_state p join campaign_account using (campaign_id) join account_state l using (account_id)
     where p.campaign_id = $1 group by p.sent_today`,
    [uuidOf(campaign.id)],
  );
  return row;
}
