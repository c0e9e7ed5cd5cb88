import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddSuppression,
  BulkUpsertContacts,
  EnrollContacts,
  GetCampaign,
  PauseCampaign,
  ReportAccountHealth,
  type BusCommandName,
} from '#contracts';
import { DomainError, newId } from '#kernel';
import { accountView, campaignView, eventually, useServers } from '#testing';
import { BusHarness, CAMPAIGN, commandOf } from './bus-harness.js';

const servers = useServers();
let bus: BusHarness;

beforeAll(async () => {
  bus = await BusHarness.start(servers);
  await bus.stubs.answer(BulkUpsertContacts, ({ contacts }) => ({
    created: contacts.length,
    updated: 0,
    skipped: 0,
    failed: 0,
    results: contacts.map((_, index) => ({ index, id: newId('cont'), status: 'created' as const })),
  }));
});
afterAll(() => bus.stop());

const upsert = (changes: object = {}) =>
  commandOf('contacts.upsert', { contacts: [{ email: 'ada@lovelace.example' }] }, changes);

describe('a command', () => {
  it('becomes the request of the service that it concerns, for the workspace of its subject', async () => {
    bus.stubs.forgetRequests();
    const command = upsert();
    const answer = await bus.ask(command);
    expect(answer).toMatchObject({ id: command.id, source: '/crm', status: 'ok', data: { created: 1 } });
    expect(bus.stubs.requestsOf(BulkUpsertContacts)).toEqual([
      { workspace_id: bus.workspaceId, mode: 'upsert', contacts: [{ email: 'ada@lovelace.example' }] },
    ]);
  });

  it('suppresses an address', async () => {
    const suppression = {
      id: newId('sup'),
      workspace_id: bus.workspaceId,
      email: 'ada@lovelace.example',
      domain: null,
      reason: 'manual' as const,
      created_at: '2026-05-01T00:00:00.000Z',
    };
    await bus.stubs.answer(AddSuppression, () => suppression);
    const answer = await bus.ask(commandOf('contacts.suppress', { email: 'ada@lovelace.example' }));
    expect(answer).toMatchObject({ status: 'ok', data: suppression });
  });

  it('enrolls contacts', async () => {
    await bus.stubs.answer(EnrollContacts, () => ({ enrolled: 1, skipped: [] }));
    const data = { campaign_id: newId('camp'), contact_ids: [newId('cont')] };
    expect(await bus.ask(commandOf('campaigns.enroll', data))).toMatchObject({ data: { enrolled: 1 } });
    expect(bus.stubs.requestsOf(EnrollContacts)).toEqual([{ workspace_id: bus.workspaceId, ...data }]);
  });

  it('reports the health of an account and nothing else about it', async () => {
    const account = accountView({ workspace_id: bus.workspaceId, health: { score: 61 } });
    await bus.stubs.answer(ReportAccountHealth, () => account);
    const health = { reputation: 55, authentication: { dkim: 'fail' } };
    const asked = commandOf('accounts.health', { sending_account_id: account.id, health });
    expect(await bus.ask(asked)).toMatchObject({
      data: { sending_account_id: account.id, health_score: 61 },
    });
    const more = { sending_account_id: account.id, health: { ...health, smtp: { host: 'evil.example' } } };
    expect(await bus.ask(commandOf('accounts.health', more))).toMatchObject({
      error: { code: 'validation_error', errors: [{ field: 'health.smtp', code: 'unknown_field' }] },
    });
  });
});

describe('a pause', () => {
  const pause = (campaign_id: string) => commandOf('campaigns.pause', { campaign_id, reason: 'bounces' });

  it('pauses with its reason', async () => {
    const { id } = CAMPAIGN;
    await bus.stubs.answer(PauseCampaign, () => ({
      campaign: { ...CAMPAIGN, status: 'paused' as const },
      in_flight: 2,
    }));
    expect(await bus.ask(pause(id))).toMatchObject({
      data: { campaign_id: id, status: 'paused', in_flight: 2 },
    });
    expect(bus.stubs.requestsOf(PauseCampaign)).toEqual([
      { workspace_id: bus.workspaceId, campaign_id: id, reason: 'bounces' },
    ]);
  });

  it.each([
    { status: 'paused' as const, answer: { status: 'ok', data: { status: 'paused', in_flight: 0 } } },
    { status: 'draft' as const, answer: { status: 'refused', error: { code: 'invalid_transition' } } },
  ])('of a campaign that is $status is answered with what it is', async ({ status, answer }) => {
    const campaign = campaignView({ workspace_id: bus.workspaceId, status });
    await bus.stubs.answer(PauseCampaign, () => {
      throw new DomainError('conflict', 'invalid_transition', `the campaign is ${status}`);
    });
    await bus.stubs.answer(GetCampaign, () => campaign);
    expect(await bus.ask(pause(campaign.id))).toMatchObject(answer);
  });
});

describe('a command that comes again', () => {
  it('has one effect and the answer of the first time', async () => {
    bus.stubs.forgetRequests();
    const command = upsert();
    const first = await bus.ask(command);
    expect([await bus.ask(command), await bus.ask(command)]).toEqual([first, first]);
    expect(bus.stubs.requestsOf(BulkUpsertContacts)).toHaveLength(1);
  });

  it('is another command where it has another source, or is in another workspace', async () => {
    bus.stubs.forgetRequests();
    const command = upsert();
    await bus.ask(command);
    await bus.ask({ ...command, source: '/shop' });
    await bus.ask(command, newId('ws'));
    expect(bus.stubs.requestsOf(BulkUpsertContacts)).toHaveLength(3);
  });

  it('with the same id and other data is refused', async () => {
    const command = upsert();
    await bus.ask(command);
    const other = upsert({ id: command.id, data: { contacts: [{ email: 'else@lovelace.example' }] } });
    expect(await bus.ask(other)).toMatchObject({ status: 'refused', error: { code: 'id_reused' } });
  });

  it('repeats a refusal too', async () => {
    let asked = 0;
    await bus.stubs.answer(EnrollContacts, () => {
      asked += 1;
      throw new DomainError('not_found', 'not_found', 'there is no such campaign');
    });
    const enroll = commandOf('campaigns.enroll', {
      campaign_id: newId('camp'),
      contact_ids: [newId('cont')],
    });
    const first = await bus.ask(enroll);
    expect(first).toMatchObject({ status: 'refused', error: { code: 'not_found' } });
    expect(await bus.ask(enroll)).toEqual(first);
    expect(asked).toBe(1);
  });
});

describe('what is no command', () => {
  const refused: readonly [string, string, BusCommandName, RegExp][] = [
    ['no JSON', '{"specversion": ', 'contacts.upsert', /validation_error.*not JSON/],
    ['a list', '[]', 'contacts.upsert', /validation_error/],
    ['no CloudEvent', '{"contacts": []}', 'contacts.upsert', /validation_error.*specversion/],
    ['no contacts', JSON.stringify(upsert({ data: { contacts: [] } })), 'contacts.upsert', /data|contacts/],
    [
      '501 contacts',
      JSON.stringify(upsert({ data: { contacts: Array.from({ length: 501 }, () => ({})) } })),
      'contacts.upsert',
      /contacts/,
    ],
    [
      'the name of another command',
      JSON.stringify(upsert()),
      'contacts.suppress',
      /type must be contacts.suppress/,
    ],
    [
      'another workspace',
      JSON.stringify(upsert({ workspaceid: newId('ws') })),
      'contacts.upsert',
      /workspaceid/,
    ],
    [
      'control characters in its id',
      JSON.stringify(upsert({ id: 'a\u0000b' })),
      'contacts.upsert',
      /id must/,
    ],
    [
      '900 kB of nothing',
      JSON.stringify(upsert({ data: 'x'.repeat(900_000) })),
      'contacts.upsert',
      /validation/,
    ],
  ];

  it.each(refused)('is dead with its reason: %s', async (_, body, name, reason) => {
    bus.stubs.forgetRequests();
    await bus.publish(name, body);
    await eventually(async () => {
      const letters = await bus.deadLetters();
      const own = letters.filter((letter) => letter.body === body);
      expect(own.map((letter) => letter.reason)).toEqual([expect.stringMatching(reason)]);
    });
    expect(bus.stubs.subjects).toEqual([]);
  });

  it('is unknown by another name', async () => {
    const answer = await bus.askRaw(
      'contacts.erase',
      JSON.stringify({ ...upsert(), type: 'contacts.erase' }),
    );
    expect(answer).toMatchObject({ status: 'refused', error: { code: 'unknown_command' } });
  });

  it('is larger than a message may be, so that NATS refuses it', async () => {
    const tooLarge = JSON.stringify(upsert({ data: 'x'.repeat(1_100_000) }));
    await expect(bus.publish('contacts.upsert', tooLarge)).rejects.toThrow(/max_payload|MAX_PAYLOAD/i);
  });
});

describe('an answer', () => {
  it.each(['evt.campaign.launched.v1', 'nimbus.in.x.contacts.upsert', `nimbus.reply.${newId('ws')}.a`])(
    'goes nowhere else than below the own subjects, and the command is not executed: %s',
    async (replyTo) => {
      bus.stubs.forgetRequests();
      const body = JSON.stringify(upsert());
      await bus.publish('contacts.upsert', body, { replyTo });
      await eventually(async () => {
        const letters = (await bus.deadLetters()).filter((letter) => letter.body === body);
        expect(letters).toMatchObject([{ reason: expect.stringMatching(/^invalid_reply_subject/) }]);
      });
      expect(bus.stubs.requestsOf(BulkUpsertContacts)).toEqual([]);
    },
  );
});

describe('a flood of one workspace', () => {
  it('does not keep the command of another waiting until it has passed', async () => {
    const flood = newId('ws');
    bus.stubs.forgetRequests();
    const bodies = Array.from({ length: 1_500 }, () => JSON.stringify(upsert()));
    await Promise.all(bodies.map((body) => bus.publish('contacts.upsert', body, { workspaceId: flood })));
    await bus.ask(upsert());
    const handled = bus.stubs.requestsOf(BulkUpsertContacts);
    expect(handled.map(({ workspace_id }) => workspace_id)).toContain(bus.workspaceId);
    expect(handled.length).toBeLessThan(bodies.length);
  });
});
