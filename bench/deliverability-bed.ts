import { setTimeout as pause } from 'node:timers/promises';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import type { Pool } from 'pg';
import { CreateSendingAccount, GetGatePolicy } from '#contracts';
import { DomainError, idOf, newId, uuidOf, type Id } from '#kernel';
import type { StubServices } from '../libs/testing/src/stub-services.js';
import { BenchServers, type ServiceProcess } from './bench-servers.js';

const STREAM = 'EMAIL';
const DURABLE = 'deliverability-health';

const COPIES = `
  with copied as (
    insert into sending_account select (jsonb_populate_record(account,
      jsonb_build_object('id', gen_random_uuid(), 'email', 'account-' || place || '@sender.example'))).*
    from sending_account account, generate_series(1, $2) place where id = $1
    returning id, workspace_id
  )
  insert into account_health (account_id, workspace_id) select id, workspace_id from copied returning account_id`;

/** The service `deliverability` as a process of its own, with its servers. */
export class DeliverabilityBed {
  private service: ServiceProcess | undefined;

  private constructor(
    private readonly servers: BenchServers,
    readonly stubs: StubServices,
    readonly database: Pool,
  ) {}

  static start(): Promise<DeliverabilityBed> {
    return BenchServers.start(
      async (servers) =>
        new DeliverabilityBed(servers, await servers.stubs(), servers.database('deliverability')),
    );
  }

  async startService(): Promise<void> {
    this.service = this.servers.run('deliverability', { ALLOWED_HOSTS: '127.0.0.1:*' });
    while (!(await this.answers())) await pause(100);
  }

  private async answers(): Promise<boolean> {
    try {
      await this.stubs.rpc.request(GetGatePolicy, { workspace_id: newId('ws') });
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unavailable') return false;
      throw error;
    }
  }

  async stopService(): Promise<void> {
    await this.service?.stop();
  }

  /** Warm accounts of one workspace. */
  async addAccounts(count: number): Promise<{ workspace: Id<'ws'>; accounts: Id<'ea'>[] }> {
    const workspace = newId('ws');
    const model = await this.stubs.rpc.request(CreateSendingAccount, {
      workspace_id: workspace,
      workspace_time_zone: 'UTC',
      account: {
        email: 'model@sender.example',
        smtp: { host: 'smtp.sender.example', port: 587, user: 'ada', password: 'sesame' },
        warmup: { started_at: '2020-01-01T00:00:00.000Z', cumulative_sends: 5_000 },
        reputation: 90,
        authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
        daily_send_limit: 1_000,
      },
    });
    const { rows } = await this.database.query<{ account_id: string }>(COPIES, [uuidOf(model.id), count - 1]);
    return { workspace, accounts: [model.id, ...rows.map(({ account_id }) => idOf('ea', account_id))] };
  }

  /** Waits until the service has handled all events, and has computed all accounts. */
  async everythingIsHandled(): Promise<void> {
    for (;;) {
      const { num_pending, num_ack_pending } = await this.stubs.nats.manager.consumers.info(STREAM, DURABLE);
      if (num_pending === 0 && num_ack_pending === 0) break;
      await pause(50);
    }
    await this.everythingIsComputed();
  }

  async everythingIsComputed(): Promise<void> {
    for (;;) {
      const { rowCount } = await this.database.query(
        'select from account_health where touched <> refreshed limit 1',
      );
      if (rowCount === 0) return;
      await pause(50);
    }
  }

  /** Acknowledges all messages of the stream, and does nothing else with them. */
  async onlyAcknowledge(): Promise<void> {
    const { manager, jetstream } = this.stubs.nats;
    const config = {
      durable_name: 'bare',
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      filter_subject: 'evt.email.>',
    };
    await manager.consumers.add(STREAM, config);
    const consumer = await jetstream.consumers.get(STREAM, 'bare');
    let { num_pending: left } = await consumer.info();
    for await (const message of await consumer.consume()) {
      message.ack();
      left -= 1;
      if (left === 0) break;
    }
  }

  stop(): Promise<void> {
    return this.servers.stop();
  }
}
