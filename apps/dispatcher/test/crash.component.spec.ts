import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailIndeterminate, EmailSent } from '#contracts';
import { freePort } from '#embedded';
import { uuidOf } from '#kernel';
import { ended, eventually, spawnService, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness, environment } from './dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

const SENDS = 1_500;
/** A dead process is noticed after three beats; then the rest is sent. */
const NOTICED = { timeoutMs: 120_000 };

const servers = useServers();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherHarness;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  smtp = await startScriptedSmtp();
});
afterEach(() => smtp.close());
beforeAll(async () => {
  dispatcher = await DispatcherHarness.prepare(servers);
});
afterAll(async () => {
  for (const process of processes) process.kill('SIGKILL');
  await Promise.all(processes.map(ended));
  await dispatcher.stop();
});

/** One that runs: a signal before that would end it like any program. */
async function aProcess(): Promise<ChildProcess> {
  const port = await freePort();
  const process = spawnService('dispatcher', { ...environment(servers), PORT: String(port) });
  processes.push(process);
  await eventually(() => fetch(`http://127.0.0.1:${port}/health/live`));
  return process;
}

/** How many processes have claimed sends of the fixture. */
async function claimants({ campaign }: CampaignFixture): Promise<number | undefined> {
  const [row] = await dispatcher.database.query<{ count: number }>(
    'select count(distinct claimed_by)::int as count from send where campaign_id = $1',
    [uuidOf(campaign.id)],
  );
  return row?.count;
}

describe('a process that is killed while it delivers', () => {
  it('leaves no message twice and none forgotten: another one sends the rest', async () => {
    const fixture = new CampaignFixture(smtp.port, { accounts: 4 });
    const victim = await aProcess();
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(SENDS));
    await eventually(() => expect(smtp.taken.length).toBeGreaterThan(150));

    victim.kill('SIGKILL');
    await ended(victim);
    expect(smtp.taken.length).toBeLessThan(SENDS);
    await dispatcher.startReplica();

    await eventually(async () => {
      const { sent = 0, indeterminate = 0, ...others } = await dispatcher.countsByStatus(fixture);
      expect(others).toEqual({});
      expect(sent + indeterminate).toBe(SENDS);
    }, NOTICED);

    const { sent = 0, indeterminate = 0 } = await dispatcher.countsByStatus(fixture);
    const ids = smtp.taken.map((content) => /^Message-ID: (.*)$/im.exec(content)?.[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(sent);
    expect(ids.length).toBeLessThanOrEqual(sent + indeterminate);
    await eventually(async () => {
      expect(await dispatcher.published(EmailSent, fixture)).toHaveLength(sent);
      expect(await dispatcher.published(EmailIndeterminate, fixture)).toHaveLength(indeterminate);
    });
  });
});

describe('a process that gets a signal to end', () => {
  it('finishes what had started, gives the rest back, and leaves nothing in doubt', async () => {
    const fixture = new CampaignFixture(smtp.port, { accounts: 4 });
    const leaving = await aProcess();
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(SENDS));
    await eventually(async () => expect(await claimants(fixture)).toBe(2));

    leaving.kill('SIGTERM');
    await ended(leaving);
    expect(leaving.exitCode).toBe(0);

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: SENDS }));
    expect(smtp.taken.length).toBe(SENDS);
  });
});
