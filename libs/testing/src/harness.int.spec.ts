import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Module, type DynamicModule } from '@nestjs/common';
import {
  CampaignView,
  CheckGate,
  EnrollmentsExhausted,
  GetCampaignContent,
  GetRecipient,
  Recipient,
  SendingAccountView,
  StepView,
} from '#contracts';
import { Database, Foundation1700000000000, Outbox } from '#database';
import { DomainError, newId } from '#kernel';
import { isEvent, makeEvent, MessagingModule, OnEvents, toMessages, type AnyEventOf } from '#messaging';
import type { RunningService } from '#service';
import {
  accountView,
  campaignView,
  eventually,
  outboxEvents,
  recipient,
  refusalOf,
  startServiceCore,
  startTestService,
  stepView,
  StubServices,
  useServers,
} from './index.js';

const servers = useServers();
const migrations = [Foundation1700000000000];

describe('view fixtures', () => {
  it('are what the contracts say', () => {
    expect(() => CampaignView.parse(campaignView())).not.toThrow();
    expect(() => StepView.parse(stepView())).not.toThrow();
    expect(() => Recipient.parse(recipient())).not.toThrow();
    expect(() => SendingAccountView.parse(accountView())).not.toThrow();
  });
});

describe('stub services', () => {
  let stubs: StubServices;
  beforeAll(async () => {
    stubs = await StubServices.start(servers.natsUrl);
  });
  beforeEach(() => stubs.forgetRequests());
  afterAll(() => stubs.stop());

  const gate = { workspace_id: newId('ws'), sending_account_ids: [newId('ea')], min_health_score: 70 };

  it('answer with the handler that was given last, and remember the requests', async () => {
    await stubs.answer(CheckGate, () => ({ allowed: false, blocking_reasons: [], accounts: [] }));
    await stubs.answer(CheckGate, ({ min_health_score }) => ({
      allowed: min_health_score === 70,
      blocking_reasons: [],
      accounts: [],
    }));

    expect(await stubs.rpc.request(CheckGate, gate)).toMatchObject({ allowed: true });
    expect(stubs.requestsOf(CheckGate)).toEqual([gate]);
    expect(stubs.subjects).toEqual([CheckGate.subject]);
  });

  it('refuse with the DomainError of a handler, and are down after any other error', async () => {
    await stubs.answer(GetRecipient, () => {
      throw new DomainError('not_found', 'not_found', 'no such contact');
    });
    await stubs.answer(GetCampaignContent, () => {
      throw new Error('out of memory');
    });
    const request = { workspace_id: newId('ws'), contact_id: newId('cont') };

    expect(await refusalOf(stubs.rpc.request(GetRecipient, request))).toMatchObject({ code: 'not_found' });
    expect(
      await refusalOf(stubs.rpc.request(GetCampaignContent, { campaign_ids: [newId('camp')] })),
    ).toMatchObject({
      kind: 'unavailable',
    });
  });

  it('reply with what the contract does not know', async () => {
    await stubs.reply(GetRecipient, () => ({ status: 'bug' }));
    const request = stubs.rpc.request(GetRecipient, {
      workspace_id: newId('ws'),
      contact_id: newId('cont'),
    });
    await expect(request).rejects.toThrow('internal error');
  });
});

describe('a service under test', () => {
  const exhausted: string[] = [];

  class Consumer {
    @OnEvents([EnrollmentsExhausted], { durable: 'campaigns-complete' })
    async consume(events: AnyEventOf<typeof EnrollmentsExhausted>[]): Promise<void> {
      for (const event of events)
        if (isEvent(EnrollmentsExhausted, event)) exhausted.push(event.data.campaign_id);
    }
  }

  @Module({})
  class SmallModule {
    static at(url: string): DynamicModule {
      return {
        module: SmallModule,
        imports: [MessagingModule.forService({ service: 'small', url, replicas: 1 })],
        providers: [Consumer],
      };
    }
  }

  let service: RunningService;
  let stubs: StubServices;
  beforeAll(async () => {
    const module = ({ NATS_URL }: { NATS_URL: string }) => SmallModule.at(NATS_URL);
    service = await startTestService(servers, { service: 'small', migrations, module });
    stubs = await StubServices.start(servers.natsUrl);
  });
  afterAll(async () => {
    await service.stop();
    await stubs.stop();
  });

  it('consumes what the stub services publish', async () => {
    const campaign_id = newId('camp');
    await stubs.publishData(EnrollmentsExhausted, newId('ws'), { campaign_id });
    await eventually(() => expect(exhausted).toEqual([campaign_id]));
  });
});

describe('the core of a service', () => {
  it('has a migrated database whose outbox publishes to the test', async () => {
    const core = await startServiceCore({ service: 'core', url: servers.databaseUrl, migrations });
    const event = makeEvent(EnrollmentsExhausted, {
      service: 'core',
      workspaceId: newId('ws'),
      time: core.clock.now(),
      data: { campaign_id: newId('camp') },
    });
    await core
      .get(Database)
      .transaction((tx) => core.get(Outbox).add(tx, toMessages(EnrollmentsExhausted, [event])));

    expect(core.clock.now().getUTCHours()).toBe(12);
    expect(await outboxEvents(core.database, EnrollmentsExhausted)).toEqual([event]);
    await eventually(() => expect(core.published).toHaveLength(1));
    await core.close();
  });
});
