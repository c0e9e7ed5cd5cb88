import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccountRested,
  EmailSent,
  HoldCampaign,
  LoginRefused,
  SendWarmupMessage,
  WarmupBounced,
  WarmupFailed,
  WarmupSent,
  type WarmupMessage,
} from '#contracts';
import { MovableClock, newId, uuidOf } from '#kernel';
import type { RunningService } from '#service';
import { eventually, useServers } from '#testing';
import { readSendId, readWarmupToken, WARMUP_HEADER } from '#tracking';
import { ClaimNext } from '../src/use-cases/claim-next.js';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness, TRACKING_SECRET } from './dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';
import { accountOf, header, messageFor, TO } from './warmup-fixtures.js';

const GAP_MS = 66_000;
const servers = useServers();
let dispatcher: DispatcherHarness;
let smtp: ScriptedSmtp;
let replica: RunningService;
const clock = new MovableClock();

beforeAll(async () => {
  smtp = await startScriptedSmtp({});
  dispatcher = await DispatcherHarness.prepare(servers);
  replica = await dispatcher.startReplica(clock);
  await eventually(async () => {
    const beats = await dispatcher.database.query('select from dispatcher_instance');
    if (beats.length === 0) throw new Error('no beat yet');
  });
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});
beforeEach(() => {
  smtp.script = {};
  clock.travelTo(new Date(new Date().setUTCHours(12, 0, 0, 0)));
});

/** A warmup campaign of one account at the scripted server. */
async function warmup(dailyLimit = 100, rampLimit: number | null = null): Promise<CampaignFixture> {
  const fixture = new CampaignFixture(smtp.port, { accounts: 1, campaign_type: 'warmup' });
  for (const account of fixture.accounts)
    Object.assign(account, { daily_send_limit: dailyLimit, ramp_limit: rampLimit });
  await dispatcher.introduce(fixture);
  await eventually(async () => expect(await dispatcher.versionOf(fixture)).toBe(fixture.currentVersion));
  return fixture;
}

const send = (fixture: CampaignFixture, changes: Partial<WarmupMessage> = {}) =>
  dispatcher.rpc.request(SendWarmupMessage, { message: messageFor(fixture, clock.now(), changes) });

const counters = async (fixture: CampaignFixture) => {
  const [row] = await dispatcher.database.query(
    'select sent_today, warmup_today from account_state where account_id = $1',
    [uuidOf(accountOf(fixture))],
  );
  return row;
};

const outcomes = async (fixture: CampaignFixture) => {
  const contracts = [WarmupSent, WarmupBounced, WarmupFailed];
  const events = await Promise.all(contracts.map((contract) => dispatcher.published(contract, fixture)));
  return events.flat();
};

describe('a warmup message', () => {
  it('leaves once, signed for its two addresses, without any header of bulk mail', async () => {
    const fixture = await warmup();
    const request = messageFor(fixture, clock.now(), { references: ['<a@x>', '<b@x>'] });
    const taken = smtp.taken.length;

    expect(await dispatcher.rpc.request(SendWarmupMessage, { message: request })).toEqual({
      status: 'taken',
    });
    await eventually(async () => expect(await outcomes(fixture)).toHaveLength(1));
    clock.advance(GAP_MS);
    expect(await dispatcher.rpc.request(SendWarmupMessage, { message: request })).toEqual({
      status: 'taken',
    });

    const [message, ...others] = smtp.taken.slice(taken);
    expect(others).toEqual([]);
    const from = 'account0@sender.example';
    expect(readWarmupToken(TRACKING_SECRET, header(message, WARMUP_HEADER) ?? '', { from, to: TO })).toBe(
      request.send_id,
    );
    const messageId = header(message, 'Message-ID') ?? '';
    expect(readSendId(TRACKING_SECRET, messageId.slice(1, messageId.indexOf('@')))).toBe(request.send_id);
    expect(header(message, 'In-Reply-To')).toBe('<b@x>');
    expect(header(message, 'References')).toBe('<a@x> <b@x>');
    expect(message).not.toMatch(/^(List-|Precedence|Auto-)/m);
    expect(message).not.toContain('http');
    expect(await outcomes(fixture)).toMatchObject([
      { type: 'nimbus.warmup.sent.v1', data: { send_id: request.send_id, message_id: messageId } },
    ]);
    expect(await dispatcher.published(EmailSent, fixture)).toEqual([]);
    expect(await dispatcher.sends(fixture)).toEqual([]);
  });

  it.each([
    ['half of the daily limit of its account', 4, null, 2],
    ['four fifths of the ceiling of its stage', 100, 5, 4],
  ])('counts against both limits, and uses %s at most', async (_name, dailyLimit, rampLimit, most) => {
    const fixture = await warmup(dailyLimit, rampLimit);

    for (let count = 1; count <= most; count += 1) {
      expect(await send(fixture)).toEqual({ status: 'taken' });
      clock.advance(GAP_MS);
    }
    const later = await send(fixture);

    expect(later.status).toBe('later');
    expect(new Date(later.retry_at ?? 0).getUTCHours()).toBe(0);
    expect(await counters(fixture)).toEqual({ sent_today: most, warmup_today: most });
    clock.travelTo(new Date(later.retry_at ?? 0));
    expect(await send(fixture)).toEqual({ status: 'taken' });
    expect(await counters(fixture)).toEqual({ sent_today: 1, warmup_today: 1 });
  });

  it('leaves the last of the limit to campaigns, which have used the rest', async () => {
    const fixture = await warmup(4);
    await dispatcher.database.query(
      `update account_state set sent_today = 4, day_resets_at = $2 where account_id = $1`,
      [uuidOf(accountOf(fixture)), new Date(clock.now().getTime() + 3_600_000)],
    );

    expect((await send(fixture)).status).toBe('later');
  });

  it('keeps the gap of its account, and its cooldown and rest', async () => {
    const fixture = await warmup();
    await send(fixture);
    expect((await send(fixture)).status).toBe('later');
    clock.advance(GAP_MS);

    for (const column of ['cooldown_until', 'rests_until', 'next_at']) {
      const until = new Date(clock.now().getTime() + 600_000);
      const id = uuidOf(accountOf(fixture));
      await dispatcher.database.query(`update account_state set ${column} = $2 where account_id = $1`, [
        id,
        until,
      ]);
      expect(await send(fixture)).toEqual({ status: 'later', retry_at: until.toISOString() });
      clock.travelTo(new Date(until.getTime() + 1));
      expect((await send(fixture)).status).toBe('taken');
      clock.advance(GAP_MS);
    }
  });

  it('does not leave once a pause is answered', async () => {
    const fixture = await warmup();
    const ref = { workspace_id: fixture.workspaceId, campaign_id: fixture.campaign.id };
    expect(await dispatcher.rpc.request(HoldCampaign, { ...ref, version: 99 })).toEqual({ in_flight: 0 });

    expect((await send(fixture)).status).toBe('later');
    expect(await outcomes(fixture)).toEqual([]);
  });

  it('is not taken for an unknown account or for one of another workspace', async () => {
    const [fixture, other] = [await warmup(), await warmup()];

    expect((await send(fixture, { sending_account_id: newId('ea') })).status).toBe('later');
    expect((await send(fixture, { sending_account_id: accountOf(other) })).status).toBe('later');
    expect((await send(fixture, { campaign_id: other.campaign.id })).status).toBe('later');
  });

  it('is not taken where it may have left in a lost time', async () => {
    const fixture = await warmup();
    const at = new Date(clock.now().getTime() - 7_200_000);
    await dispatcher.database.query('insert into lost_time values ($1, $2)', [
      at,
      new Date(at.getTime() + 1_000),
    ]);

    expect(await send(fixture, { due_at: at.toISOString() })).toEqual({ status: 'lost' });
    expect((await send(fixture)).status).toBe('taken');
    await dispatcher.database.query('delete from lost_time');
  });
});

describe('the end of a warmup message', () => {
  it.each([
    ['RCPT', '550 5.1.1 no such user', WarmupBounced, {}, 1],
    ['RCPT', '451 4.7.1 try again later', WarmupFailed, { indeterminate: false }, 0],
    ['dot', 'drop', WarmupFailed, { indeterminate: true }, 1],
  ] as const)(
    'after %s %s is told, and it is not tried again',
    async (moment, reply, contract, data, counted) => {
      const fixture = await warmup();
      smtp.script = { [moment]: reply };
      await send(fixture);

      await eventually(async () =>
        expect(await outcomes(fixture)).toMatchObject([{ type: `nimbus.${contract.type}.v1`, data }]),
      );
      expect(await counters(fixture)).toEqual({ sent_today: counted, warmup_today: counted });
    },
  );

  it('takes an account out of service that may not log in, and lets one rest that is over its quota', async () => {
    const refused = await warmup();
    smtp.script = { AUTH: '535 5.7.8 bad credentials' };
    await send(refused);
    await eventually(async () => expect(await dispatcher.published(LoginRefused, refused)).toHaveLength(1));
    clock.advance(GAP_MS);
    expect((await send(refused)).status).toBe('later');

    const resting = await warmup();
    smtp.script = { MAIL: '550 5.4.5 Daily user sending limit exceeded' };
    await send(resting);
    await eventually(async () => expect(await dispatcher.published(AccountRested, resting)).toHaveLength(1));
    expect(await counters(resting)).toEqual({ sent_today: 0, warmup_today: 0 });
  });

  it.each([
    [true, 'indeterminate', 1],
    [false, 'failed', 0],
  ])(
    'of a dead process that had started (%s) is %s: it never leaves again',
    async (started, status, counted) => {
      const fixture = await warmup();
      const request = messageFor(fixture, clock.now());
      const ids = [request.send_id, request.workspace_id, request.campaign_id, request.sending_account_id];
      await dispatcher.database.query(
        `with counted as (
        update account_state set sent_today = 1, day_resets_at = $7::timestamptz + interval '12 hours', warmup_today = 1,
          warmup_resets_at = $7::timestamptz + interval '12 hours'
        where account_id = $4
      )
      insert into warmup_send (id, workspace_id, campaign_id, account_id, status, claimed_by, claimed_at, delivery_started_at, updated_at)
      values ($1, $2, $3, $4, 'sending', $5, $7, case when $6 then $7::timestamptz end, $7)`,
        [...ids.map(uuidOf), randomUUID(), started, clock.now()],
      );

      await eventually(async () =>
        expect(await outcomes(fixture)).toMatchObject([
          { type: 'nimbus.warmup.failed.v1', data: { indeterminate: status === 'indeterminate' } },
        ]),
      );
      const taken = smtp.taken.length;
      expect(await dispatcher.rpc.request(SendWarmupMessage, { message: request })).toEqual({
        status: 'taken',
      });
      expect(smtp.taken).toHaveLength(taken);
      expect(await counters(fixture)).toEqual({ sent_today: counted, warmup_today: counted });
    },
  );
});

describe('a warmup campaign', () => {
  it('is never looked at by claims, whatever changes', async () => {
    const fixture = await warmup();
    const [state] = await dispatcher.database.query<{ wake_at: Date }>(
      'select wake_at from campaign_send_state where campaign_id = $1',
      [uuidOf(fixture.campaign.id)],
    );

    expect(state?.wake_at.getUTCFullYear()).toBe(9999);
    const nextLook = await replica.app.get(ClaimNext).untilNextLook();
    expect(nextLook).toBeGreaterThan(1_000 * 365 * 86_400_000);
    expect(
      await dispatcher.database.query('select from campaign_account where campaign_id = $1', [
        uuidOf(fixture.campaign.id),
      ]),
    ).toEqual([]);
  });
});
