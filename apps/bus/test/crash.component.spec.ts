import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailSpamComplaint, FindSentMessages } from '#contracts';
import { withClient } from '#database';
import { ended, eventually, spawnService, urlOfUser, useServers } from '#testing';
import { BusHarness, commandOf, sentMessage } from './bus-harness.js';

const servers = useServers();
const processes: ChildProcess[] = [];
let bus: BusHarness;

beforeAll(async () => {
  bus = await BusHarness.start(servers);
  await bus.service.stop(); // its tables stay
});
afterEach(async () => {
  for (const each of processes.splice(0)) {
    each.kill('SIGKILL');
    await ended(each);
  }
});
afterAll(() => bus.stubs.stop());

function spawnBus(): ChildProcess {
  const { databaseUrl, natsUrl } = servers;
  const spawned = spawnService('bus', { DATABASE_URL: databaseUrl, NATS_URL: urlOfUser(natsUrl, 'bus') });
  processes.push(spawned);
  return spawned;
}

const count = (sql: string, parameter: string): Promise<number> =>
  withClient({ connectionString: servers.databaseUrl, options: '-c search_path=bus' }, async (client) => {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count ${sql}`, [
      parameter,
    ]);
    return rows[0]?.count ?? 0;
  });

const MOMENTS = [
  {
    moment: 'while it asks another service',
    reached: async () => expect(bus.stubs.requestsOf(FindSentMessages)).not.toEqual([]),
  },
  {
    moment: 'when the effect is committed and the command may not be acknowledged',
    reached: async (id: string) =>
      expect(await count('from answered_command where command_id = $1', id)).toBe(1),
  },
];

describe('a service that is killed', () => {
  it.each(MOMENTS)('$moment leaves one effect and one answer', async ({ reached }) => {
    const message = sentMessage({ workspace_id: bus.workspaceId });
    bus.sent.push(message);
    bus.stubs.forgetRequests();
    const command = commandOf('emails.complained', { send_id: message.send_id });
    const replyTo = `nimbus.reply.${bus.workspaceId}.${command.id}`;
    const answers = new Set<string>();
    bus.nats.subscribe(replyTo, { callback: (_, answer) => void answers.add(answer.string()) });
    const send = () => bus.publish('emails.complained', JSON.stringify(command), { replyTo });

    const first = spawnBus();
    await send();
    await eventually(() => reached(command.id), { intervalMs: 1 });
    first.kill('SIGKILL');
    await ended(first);

    spawnBus();
    await send();
    await eventually(() => expect(answers.size).toBeGreaterThan(0));
    expect([...answers].map((text) => JSON.parse(text).status)).toEqual(['ok']);
    const events = `from outbox where subject = '${EmailSpamComplaint.subject}' and payload like '%' || $1 || '%'`;
    expect(await count(events, message.send_id)).toBe(1);
  });
});
