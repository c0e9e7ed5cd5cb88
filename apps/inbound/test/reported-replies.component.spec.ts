import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailReplied, EmailUnsubscribed, ListReplies, ReportReply } from '#contracts';
import { useServers } from '#testing';
import { InboundHarness } from './inbound-harness.js';
import { sentMessage } from './received-mail-fixtures.js';

const AT = '2026-05-02T10:00:00.000Z';

const servers = useServers();
let inbound: InboundHarness;
beforeAll(async () => {
  inbound = await InboundHarness.start(servers);
});
afterAll(() => inbound.stop());

describe('a reply that another system has received', () => {
  it.each([
    { intent: 'interested' as const, unsubscribes: 0 },
    { intent: 'unsubscribe' as const, unsubscribes: 1 },
  ])('is stored and published once, as one of a mailbox: $intent', async ({ intent, unsubscribes }) => {
    const message = sentMessage();
    const { workspace_id } = message;
    const reported = {
      workspace_id,
      key: `bus:${message.send_id}`,
      message,
      received_at: AT,
      reply: { from: message.email, text: 'Yes,\nplease', intent },
    };
    await inbound.rpc.request(ReportReply, reported);
    await inbound.rpc.request(ReportReply, reported);

    const { results } = await inbound.rpc.request(ListReplies, { workspace_id, page_size: 50 });
    expect(results).toMatchObject([
      { send_id: message.send_id, from: message.email, intent, snippet: 'Yes, please', received_at: AT },
    ]);
    expect(await inbound.published(EmailReplied, message)).toMatchObject([
      { data: { reply_id: results[0]?.id, intent, version: 1 } },
    ]);
    expect(await inbound.published(EmailUnsubscribed, message)).toHaveLength(unsubscribes);
  });
});
