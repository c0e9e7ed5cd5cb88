import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BounceReported, EmailReplied, EmailUnsubscribed, type DataOf, type SendView } from '#contracts';
import { newId } from '#kernel';
import { eventually, useServers } from '#testing';
import type { CampaignFixture } from '../../dispatcher/test/campaign-fixtures.js';
import { SendingServices } from './sending-services.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const servers = useServers();
let services: SendingServices;

beforeAll(async () => {
  services = await SendingServices.start(servers);
});
afterAll(() => services.stop());
beforeEach(() => {
  services.smtp.script = {};
});

const statesOf = async (fixture: CampaignFixture): Promise<string[]> =>
  (await services.sends(fixture))
    .toSorted((a, b) => a.step_number - b.step_number)
    .map(({ status, error }) => `${status} ${error?.code ?? ''}`.trim());

const become = (fixture: CampaignFixture, ...states: string[]): Promise<void> =>
  eventually(async () => expect(await statesOf(fixture)).toEqual(states));

const enrollmentOf = async (fixture: CampaignFixture) => {
  const [enrollment] = await services.enrollments(fixture);
  if (enrollment === undefined) throw new Error('nobody is enrolled');
  return enrollment;
};

/** A contact that got the first message; its enrollment waits for the second, `delayMs` later. */
async function written(delayMs: number): Promise<{ fixture: CampaignFixture; first: SendView }> {
  const fixture = await services.launch(1, delayMs);
  await become(fixture, 'sent');
  await eventually(async () => expect(await enrollmentOf(fixture)).toMatchObject({ current_step: 1 }));
  const [first] = await services.sends(fixture);
  if (first === undefined) throw new Error('one was sent');
  return { fixture, first };
}

/** As `written`; the second message waits for a second try, because the server was busy. */
async function writtenTwice(): Promise<{ fixture: CampaignFixture; first: SendView }> {
  const { fixture, first } = await written(HOUR_MS);
  services.smtp.script = { RCPT: '451 4.7.1 try again later' };
  services.clock.advance(2 * HOUR_MS);
  await become(fixture, 'sent', 'scheduled recipient_deferred');
  services.smtp.script = {};
  return { fixture, first };
}

async function report(fixture: CampaignFixture, send: SendView, answer: string): Promise<void> {
  const { email: _, sending_account_id: __, ...fact } = await services.factOf(send);
  const data = { ...fact, answer, smtp_code: null, enhanced_code: null };
  await services.others.publishData(BounceReported, fixture.workspaceId, data);
}

async function awayUntil(send: SendView, returns_on: string | null): Promise<DataOf<typeof EmailReplied>> {
  const fact = await services.factOf(send);
  return {
    ...fact,
    reply_id: newId('rep'),
    version: 1,
    intent: 'ooo',
    confidence: 0.95,
    automatic: true,
    from: send.email,
    snippet: 'I am away',
    returns_on,
  };
}

describe('a message that was accepted and is reported later as refused', () => {
  it.each([
    ['550 5.7.1 rejected by policy', 'for its content'],
    ['552 5.2.2 mailbox full', 'because of a full mailbox, when the contact has moved on'],
  ])('cancels the follow-up that waits: %s, %s', async (answer) => {
    const { fixture, first } = await writtenTwice();

    await report(fixture, first, answer);

    await become(fixture, 'bounced recipient_refused', 'canceled soft_bounce');
    expect(await enrollmentOf(fixture)).toMatchObject({ status: 'bounced', stop_reason: 'soft_bounce' });
  });

  it('leaves again first where its mailbox was full, and its follow-up keeps the distance', async () => {
    const { fixture, first } = await written(DAY_MS);

    await report(fixture, first, '552 5.2.2 mailbox full');
    await become(fixture, 'scheduled recipient_deferred');
    services.clock.advance(2 * HOUR_MS);
    await become(fixture, 'sent');

    const [again] = await services.sends(fixture);
    const next = new Date(Date.parse(again?.sent_at ?? '') + DAY_MS).toISOString();
    await eventually(async () =>
      expect(await enrollmentOf(fixture)).toMatchObject({
        status: 'active',
        current_step: 1,
        next_step_at: next,
      }),
    );
  });
});

describe('a contact who is out of the office', () => {
  it('gets the next message after the day of the return, and not before', async () => {
    const { fixture, first } = await written(HOUR_MS);
    const day = new Date(services.clock.now().getTime() + 5 * DAY_MS).toISOString().slice(0, 10);
    const back = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS);

    await services.others.publishData(EmailReplied, fixture.workspaceId, await awayUntil(first, day));
    await eventually(async () =>
      expect(await enrollmentOf(fixture)).toMatchObject({ next_step_at: back.toISOString() }),
    );
    services.clock.travelTo(new Date(back.getTime() - HOUR_MS));
    const other = await written(HOUR_MS); // everything that was due is handled
    expect(await statesOf(fixture)).toEqual(['sent']);

    services.clock.travelTo(new Date(back.getTime() + HOUR_MS));
    await become(fixture, 'sent', 'sent');
    expect(await statesOf(other.fixture)).toContain('sent');
  });

  it('gets a follow-up that waits already after the return too', async () => {
    const { fixture, first } = await writtenTwice();

    await services.others.publishData(EmailReplied, fixture.workspaceId, await awayUntil(first, null));
    await eventually(async () => expect(await services.unsettled('enrollment-signals')).toEqual([]));
    services.clock.advance(2 * HOUR_MS);
    await become(fixture, 'sent', 'scheduled');
    services.clock.advance(7 * DAY_MS);

    await become(fixture, 'sent', 'sent');
  });

  it('gets nothing more when an unsubscribe follows', async () => {
    const { fixture, first } = await writtenTwice();
    const { email: _, sending_account_id: __, ...fact } = await services.factOf(first);

    await services.others.publishData(EmailReplied, fixture.workspaceId, await awayUntil(first, null));
    await services.others.publishData(EmailUnsubscribed, fixture.workspaceId, { ...fact, method: 'page' });

    await become(fixture, 'sent', 'canceled unsubscribed');
  });
});
