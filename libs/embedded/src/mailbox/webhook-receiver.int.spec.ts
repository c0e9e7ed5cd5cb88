import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { eventually } from '#testing';
import { afterThisTest } from '../../test/after-each-test.js';
import { kill, startInOwnProcess } from '../../test/killed-process.js';
import { tempFolder } from '../../test/temp-folder.js';
import { startMailbox, type Mailbox } from './start-mailbox.js';

const temp = tempFolder();
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

async function start(dir: string): Promise<Mailbox> {
  const mailbox = await startMailbox({ dir: join(temp, dir) });
  afterThisTest(() => mailbox.stop());
  return mailbox;
}

interface Delivery {
  readonly id: string;
  readonly type?: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly path?: string;
}

/** Delivers an event as the product does, and returns the status of the answer. */
async function deliver(url: string, delivery: Delivery): Promise<number> {
  const { id, type = 'email.sent', secret = SECRET, at = new Date(), path = '/api/webhooks' } = delivery;
  const body = JSON.stringify({
    id,
    type,
    created_at: at.toISOString(),
    workspace_id: 'ws_1',
    data: { n: 1 },
  });
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

const Listed = z.object({
  total: z.number(),
  counts: z.record(z.string(), z.number()),
  events: z.array(z.looseObject({ id: z.string(), type: z.string() })),
});

const listed = async ({ url }: Pick<Mailbox, 'url'>, query = '') =>
  Listed.parse(await (await fetch(`${url}/api/webhooks${query}`)).json());

describe('the receiver of webhooks at the local mailbox', () => {
  it('keeps each signed event once, counts them by type, and has them after a restart', async () => {
    const mailbox = await start('keeps');
    mailbox.receiveWebhooks(SECRET);
    const copies = ['evt_1', 'evt_1', 'evt_2', 'evt_1'];
    const statuses = await Promise.all(copies.map((id) => deliver(mailbox.url, { id })));
    expect(statuses).toEqual([204, 204, 204, 204]);
    await deliver(mailbox.url, { id: 'evt_3', type: 'email.replied' });
    await mailbox.stop();

    const again = await start('keeps');
    again.receiveWebhooks(SECRET);
    expect(await deliver(again.url, { id: 'evt_2' })).toBe(204);
    const { total, counts, events } = await listed(again);
    expect({ total, counts }).toEqual({ total: 3, counts: { 'email.sent': 2, 'email.replied': 1 } });
    expect(events.map(({ id }) => id).toSorted()).toEqual(['evt_1', 'evt_2', 'evt_3']);
    expect(events[0]).toMatchObject({ data: { n: 1 }, received_at: expect.stringMatching(/Z$/) });
    expect((await listed(again, '?offset=2&limit=5')).events).toHaveLength(1);
  });

  it('keeps nothing that another secret signed, that is old, or that comes before it knows the secret', async () => {
    const mailbox = await start('refuses');
    expect(await deliver(mailbox.url, { id: 'evt_early' })).toBe(503);
    mailbox.receiveWebhooks(SECRET);
    const stranger = `whsec_${Buffer.from('another secret of 24 byte').toString('base64')}`;
    expect(await deliver(mailbox.url, { id: 'evt_1', secret: stranger })).toBe(401);
    expect(await deliver(mailbox.url, { id: 'evt_2', at: new Date(Date.now() - 600_000) })).toBe(401);
    const unsigned = await fetch(`${mailbox.url}/api/webhooks`, { method: 'POST', body: '{}' });
    expect(unsigned.status).toBe(401);
    expect(await listed(mailbox)).toEqual({ total: 0, counts: {}, events: [] });
  });

  it('reads a bounded body', async () => {
    const mailbox = await start('bounded');
    mailbox.receiveWebhooks(SECRET);
    const body = 'x'.repeat(3_000_000);
    const answer = await fetch(`${mailbox.url}/api/webhooks`, { method: 'POST', body }).then(
      ({ status }) => status,
      () => 'closed',
    );
    expect([413, 'closed']).toContain(answer);
    expect(await deliver(mailbox.url, { id: 'evt_1' })).toBe(204);
  });

  it('shows no mail and no event to a POST, as a webhook with any path could send one', async () => {
    const mailbox = await start('closed');
    for (const path of [
      '/api/messages',
      '/api/messages/1',
      '/api/refused',
      '/api/reactions',
      '/api/webhooks/',
      '/',
    ])
      expect({ path, status: await deliver(mailbox.url, { id: 'evt_1', path }) }).toEqual({
        path,
        status: 405,
      });
  });

  it('loses no event that it answered for when it is killed in the middle', async () => {
    const dir = join(temp, 'killed');
    const { program, started } = await startInOwnProcess(
      `embedded.startMailbox({ dir: ${JSON.stringify(dir)} }).then((mailbox) => {
        mailbox.receiveWebhooks(${JSON.stringify(SECRET)});
        return mailbox;
      })`,
      z.object({ url: z.string() }),
    );
    const answered: string[] = [];
    const deliverUntilKilled = async (sender: number): Promise<void> => {
      for (let n = 0; ; n += 1) {
        const id = `evt_${sender}_${n}`;
        const status = await deliver(started.url, { id }).catch(() => 'killed');
        if (status === 'killed') return;
        answered.push(id);
      }
    };
    const senders = Array.from({ length: 8 }, (_, sender) => deliverUntilKilled(sender));
    await eventually(() => expect(answered.length).toBeGreaterThan(50));
    await kill(program);
    await Promise.all(senders);

    const ids = (await listed(await start('killed'))).events.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(answered));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
