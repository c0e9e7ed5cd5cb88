import { EmailBounced, EmailFailed, EmailOpened, EmailSent, ListSends } from '#contracts';
import { DomainError, uuidOf } from '#kernel';
import { startMailbox, type Mailbox } from '#embedded';
import { eventually, useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DispatcherUnderTest } from './dispatcher-under-test.js';
import { aRecipient, Scene } from './scene.js';

const servers = useServers();
const dir = mkdtempSync(join(tmpdir(), 'nimbus-dispatcher-'));
let mailbox: Mailbox;
let dispatcher: DispatcherUnderTest;

beforeAll(async () => {
  mailbox = await startMailbox({ dir, refuse: (address) => address.startsWith('nobody') });
  dispatcher = await DispatcherUnderTest.prepare(servers);
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
  it('is sent by two replicas, each message once, over all its inboxes', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 5 });
    await dispatcher.play(scene);
    const before = mailbox.count();

    await dispatcher.plan(scene, scene.due(700));
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 700 }));

    expect(mailbox.count() - before).toBe(700);
    const sends = await dispatcher.sends(scene);
    expect(new Set(sends.map(({ message_id }) => message_id)).size).toBe(700);
    for (const { sending_account_id } of scene.accounts) {
      const share = sends.filter((send) => send.sending_account_id === sending_account_id).length;
      // an inbox that is busy in both replicas is passed over for a while, so that shares are not equal
      expect(share).toBeGreaterThan(0);
    }
    const told = await dispatcher.told(EmailSent, scene);
    expect(told.map(({ data }) => data.send_id).toSorted()).toEqual(sends.map(({ id }) => id).toSorted());
  });

  it('plans a step once, however often it is told, and whether or not the campaign is known yet', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 1 });
    const steps = scene.due(20);
    await dispatcher.plan(scene, steps);
    await dispatcher.plan(scene, steps);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ scheduled: 20 }));

    await dispatcher.play(scene);
    await dispatcher.plan(scene, steps);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 20 }));
  });

  it('answers in the thread and from the inbox of its first message', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 3 });
    await dispatcher.play(scene);
    const [first] = scene.due(1);
    if (first === undefined) throw new Error('nothing is due');
    await dispatcher.plan(scene, [first]);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 1 }));

    const second = scene.steps[1];
    if (second === undefined) throw new Error('the scene has two steps');
    await dispatcher.plan(scene, [{ ...first, step_id: second.id, step_number: 2 }]);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 2 }));

    const [followUp, message] = await dispatcher.sends(scene);
    expect(followUp).toMatchObject({
      subject: 'Re: Hello Grace',
      sending_account_id: message?.sending_account_id,
    });
    expect(await subjectsInMailbox()).toContain('Re: Hello Grace');
  });
});

describe('a send', () => {
  it('that is not wanted any more is canceled with the reason, and costs nobody a place', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 1 });
    await dispatcher.play(scene);
    dispatcher.neighbours.confirm = ({ sends }) => ({
      results: sends.map(() => ({ wanted: false, reason: 'suppressed' })),
    });
    await dispatcher.plan(scene, scene.due(3));

    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ canceled: 3 }));
    const [send] = await dispatcher.sends(scene);
    expect(send?.error).toEqual({ code: 'suppressed', smtp_code: null, message: 'suppressed' });
    expect(await sentToday(scene)).toEqual({ lanes: 0, pace: 0 });
  });

  it('to an address that does not exist bounces hard, and keeps its place', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 1 });
    await dispatcher.play(scene);
    dispatcher.neighbours.confirm = ({ sends }) => ({
      results: sends.map(() => ({
        wanted: true,
        recipient: aRecipient({ email: 'nobody@recipient.example' }),
      })),
    });
    await dispatcher.plan(scene, scene.due(1));

    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ bounced: 1 }));
    const [event] = await dispatcher.told(EmailBounced, scene);
    expect(event?.data).toMatchObject({
      hard: true,
      email: 'nobody@recipient.example',
      refusal: { smtp_code: 550 },
    });
    expect(await sentToday(scene)).toEqual({ lanes: 1, pace: 1 });
  });

  it('whose template fails is failed, with the reason', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 1 });
    const [first] = scene.steps;
    if (first !== undefined) first.body_html = '{% if %}';
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(1));

    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ failed: 1 }));
    const [event] = await dispatcher.told(EmailFailed, scene);
    expect(event?.data.refusal.code).toBe('template_failed');
  });

  it('waits while a neighbour is away, and goes when it is back', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 1 });
    await dispatcher.play(scene);
    const { confirm } = dispatcher.neighbours;
    let asked = 0;
    dispatcher.neighbours.confirm = () => {
      asked += 1;
      throw new Error('away');
    };
    await dispatcher.plan(scene, scene.due(10));
    await eventually(() => expect(asked).toBeGreaterThan(0));
    await eventually(async () => expect(await sentToday(scene)).toEqual({ lanes: 0, pace: 0 }));

    dispatcher.neighbours.confirm = confirm;
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 10 }));
  });

  it('knows when it was opened first, but not by a machine', async () => {
    const scene = new Scene(mailbox.smtpPort, { inboxes: 1 });
    await dispatcher.play(scene);
    const [step] = scene.due(1);
    if (step === undefined) throw new Error('nothing is due');
    await dispatcher.plan(scene, [step]);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 1 }));
    const [send] = await dispatcher.sends(scene);
    if (send === undefined) throw new Error('nothing was sent');

    const opened = (at: string, machine: boolean) => {
      const { enrollment_id, contact_id, step_id, step_number } = step;
      const who = {
        send_id: send.id,
        campaign_id: scene.campaign.id,
        enrollment_id,
        contact_id,
        step_id,
        step_number,
      };
      return dispatcher.neighbours.tell(EmailOpened, scene.workspaceId, { ...who, at, machine });
    };
    await opened('2026-05-04T12:00:00.000Z', true);
    const isKnownAs = (at: string) =>
      eventually(async () => {
        const [seen] = await dispatcher.sends(scene);
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
    const scene = new Scene(mailbox.smtpPort, { inboxes: 1 });
    const ref = { workspace_id: scene.workspaceId, campaign_id: scene.campaign.id };
    const listing = dispatcher.rpc.request(ListSends, { ...ref, cursor: 'bm90IG91cnM' });

    await expect(listing).rejects.toThrow(DomainError);
    await expect(listing).rejects.toMatchObject({
      code: 'validation_error',
      details: { errors: [{ field: 'cursor', code: 'invalid' }] },
    });
  });
});

/** What the limits of the scene's campaign and inboxes count. */
async function sentToday({ campaign }: Scene): Promise<{ lanes: number; pace: number } | undefined> {
  const [row] = await dispatcher.database.query<{ lanes: number; pace: number }>(
    `select sum(l.sent_today)::int as lanes, p.sent_today as pace
     from campaign_pace p join campaign_lane using (campaign_id) join lane l using (account_id)
     where p.campaign_id = $1 group by p.sent_today`,
    [uuidOf(campaign.id)],
  );
  return row;
}
