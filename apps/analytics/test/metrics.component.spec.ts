import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  EmailBounced,
  EmailClicked,
  EmailFailed,
  EmailIndeterminate,
  EmailOpened,
  EmailSent,
  EmailSpamComplaint,
  EmailUnsubscribed,
  GetMetrics,
  GetStepMetrics,
  NO_METRICS,
  type DataOf,
  type EventContract,
  type EventOf,
} from '#contracts';
import { newId } from '#kernel';
import { makeEvent } from '#messaging';
import { useServers } from '#testing';
import { AnalyticsHarness } from './analytics-harness.js';

const servers = useServers();
let analytics: AnalyticsHarness;

beforeAll(async () => {
  analytics = await AnalyticsHarness.start(servers);
});
afterAll(() => analytics.stop());

const AT = '2026-03-02T09:30:00.000Z';
const REFUSAL = { code: 'bounced', smtp_code: 550, enhanced_code: '5.1.1', message: 'no such user' };

/** A campaign of one step that has written to many contacts. */
function aCampaign(size: number) {
  const campaign = { workspace_id: newId('ws'), campaign_id: newId('camp'), step_id: newId('step') };
  const sends = Array.from({ length: size }, () => ({
    send_id: newId('send'),
    campaign_id: campaign.campaign_id,
    enrollment_id: newId('enr'),
    contact_id: newId('cont'),
    step_id: campaign.step_id,
    step_number: 1,
    at: AT,
  }));
  const eventsOf = <C extends EventContract>(contract: C, data: readonly DataOf<C>[]): EventOf<C>[] =>
    data.map((each) =>
      makeEvent(contract, {
        service: 'dispatcher',
        workspaceId: campaign.workspace_id,
        time: new Date(AT),
        data: each,
      }),
    );

  return { ...campaign, sends, eventsOf };
}

const byMail = { email: 'ada@example.com', sending_account_id: newId('ea') };
const handedOver = { ...byMail, message_id: '<1@example.com>', subject: 'Hello' };

describe('the metrics of a campaign', () => {
  it('count every message once when its events come twice, in batches and out of order', async () => {
    const { sends, eventsOf, campaign_id, step_id, workspace_id } = aCampaign(600);
    const refused = sends.slice(0, 60);
    const accepted = sends.slice(60);
    const returned = accepted.slice(0, 60);
    const opened = accepted.slice(60, 300);
    const sent = eventsOf(
      EmailSent,
      accepted.map((send) => ({ ...send, ...handedOver })),
    );
    const bounced = eventsOf(
      EmailBounced,
      [...refused, ...returned].map((send) => ({ ...send, ...byMail, hard: true, refusal: REFUSAL })),
    );
    const opens = eventsOf(
      EmailOpened,
      opened.map((send) => ({ ...send, machine: false })),
    );

    await analytics.dispatcher.services.publish(EmailOpened, opens);
    await analytics.dispatcher.services.publish(EmailBounced, bounced);
    await analytics.dispatcher.services.publish(EmailSent, sent);
    await analytics.dispatcher.services.publish(EmailSent, sent.toReversed());
    await analytics.dispatcher.services.publish(EmailOpened, opens.toReversed());
    await analytics.dispatcher.services.publish(EmailBounced, bounced.toReversed());
    await analytics.everythingIsCounted();

    const metrics = {
      ...NO_METRICS,
      total_sent: 600,
      bounced: 120,
      delivered: 480,
      opened: 240,
      open_rate: 0.5,
      bounce_rate: 0.2,
    };
    expect(await analytics.rpc.request(GetMetrics, { workspace_id, campaign_ids: [campaign_id] })).toEqual({
      results: [{ campaign_id, metrics }],
    });
    expect(await analytics.rpc.request(GetStepMetrics, { workspace_id, campaign_id })).toEqual({
      results: [{ step_id, step_number: 1, variant: null, metrics }],
    });
  });

  it('tell the variants of a step apart, also when an open is consumed before its message', async () => {
    const { sends, eventsOf, campaign_id, step_id, workspace_id } = aCampaign(9);
    const written = sends.map((send, at) => ({ ...send, ...handedOver, variant: at < 6 ? 'A' : 'B' }));
    const opens = sends.slice(5, 7).map((send) => ({ ...send, machine: false }));

    await analytics.dispatcher.services.publish(EmailOpened, eventsOf(EmailOpened, opens));
    await analytics.everythingIsCounted();
    const metrics = async () =>
      (await analytics.rpc.request(GetStepMetrics, { workspace_id, campaign_id })).results;
    expect(await metrics()).toMatchObject([
      { step_id, variant: null, metrics: { total_sent: 0, opened: 2 } },
    ]);

    await analytics.dispatcher.services.publish(EmailSent, eventsOf(EmailSent, written));
    await analytics.dispatcher.services.publish(EmailSent, eventsOf(EmailSent, written.toReversed()));
    await analytics.everythingIsCounted();
    expect(await metrics()).toMatchObject([
      { step_id, variant: 'A', metrics: { total_sent: 6, opened: 1 } },
      { step_id, variant: 'B', metrics: { total_sent: 3, opened: 1 } },
    ]);
  });

  it('leave out what machines opened and what has no definite outcome', async () => {
    const { sends, eventsOf, campaign_id, workspace_id } = aCampaign(3);
    const refusal = { ...REFUSAL, code: 'gave_up' };

    await analytics.dispatcher.services.publish(
      EmailOpened,
      eventsOf(
        EmailOpened,
        sends.map((send) => ({ ...send, machine: true })),
      ),
    );
    await analytics.dispatcher.services.publish(
      EmailIndeterminate,
      eventsOf(
        EmailIndeterminate,
        sends.slice(1).map((send) => ({ ...send, ...handedOver })),
      ),
    );
    await analytics.dispatcher.services.publish(
      EmailFailed,
      eventsOf(
        EmailFailed,
        sends.slice(0, 1).map((send) => ({ ...send, email: byMail.email, refusal })),
      ),
    );
    await analytics.everythingIsCounted();

    const metrics = () => analytics.rpc.request(GetMetrics, { workspace_id, campaign_ids: [campaign_id] });
    expect(await metrics()).toEqual({ results: [{ campaign_id, metrics: NO_METRICS }] });

    await analytics.dispatcher.services.publish(
      EmailSent,
      eventsOf(
        EmailSent,
        sends.slice(2).map((send) => ({ ...send, ...handedOver })),
      ),
    );
    await analytics.everythingIsCounted();
    expect((await metrics()).results).toEqual([
      { campaign_id, metrics: { ...NO_METRICS, total_sent: 1, delivered: 1 } },
    ]);
  });

  it('count clicks of people, and contacts that left or complained, also before their message', async () => {
    const { sends, eventsOf, campaign_id, workspace_id } = aCampaign(3);
    const [first, second, third] = sends;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('three were made');
    const again = { ...second, contact_id: first.contact_id }; // another message to the same contact
    const { services } = analytics.dispatcher;
    const clicks = [first, second].map((send) => ({ ...send, url: 'https://x.example', machine: false }));
    const complaints = [first, third].map((send) => ({ ...send, ...byMail }));
    const leaving = [first, again].map((send) => ({ ...send, method: 'one_click' as const }));

    for (let time = 0; time < 2; time += 1) {
      await services.publish(EmailClicked, eventsOf(EmailClicked, clicks));
      await services.publish(
        EmailClicked,
        eventsOf(EmailClicked, [{ ...third, url: 'https://x.example', machine: true }]),
      );
      await services.publish(EmailUnsubscribed, eventsOf(EmailUnsubscribed, leaving));
      await services.publish(EmailSpamComplaint, eventsOf(EmailSpamComplaint, complaints));
    }
    await services.publish(
      EmailSent,
      eventsOf(
        EmailSent,
        sends.map((send) => ({ ...send, ...handedOver })),
      ),
    );
    await analytics.everythingIsCounted();

    const { results } = await analytics.rpc.request(GetMetrics, {
      workspace_id,
      campaign_ids: [campaign_id],
    });
    expect(results[0]?.metrics).toMatchObject({
      total_sent: 3,
      clicked: 2,
      unsubscribed: 1,
      spam_complaints: 2,
      replied: 0,
    });
  });

  it('answer in the order of the request, and zeros for another workspace', async () => {
    const { sends, eventsOf, campaign_id, workspace_id } = aCampaign(1);
    const unknown = newId('camp');
    await analytics.dispatcher.services.publish(
      EmailSent,
      eventsOf(
        EmailSent,
        sends.map((send) => ({ ...send, ...handedOver })),
      ),
    );
    await analytics.everythingIsCounted();

    const own = await analytics.rpc.request(GetMetrics, {
      workspace_id,
      campaign_ids: [unknown, campaign_id],
    });
    const foreign = { workspace_id: newId('ws'), campaign_id };
    const others = await analytics.rpc.request(GetMetrics, { ...foreign, campaign_ids: [campaign_id] });

    expect(own.results.map((each) => [each.campaign_id, each.metrics.total_sent])).toEqual([
      [unknown, 0],
      [campaign_id, 1],
    ]);
    expect(others.results).toEqual([{ campaign_id, metrics: NO_METRICS }]);
    expect(await analytics.rpc.request(GetStepMetrics, foreign)).toEqual({ results: [] });
  });
});
