import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { EnrollmentStarted, typesMatching } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { makeEvent } from '#messaging';
import { SecretBox } from '#secrets';
import { EndpointSecrets } from '../apps/webhooks/src/endpoints/persistence/endpoint-secrets.js';
import type { StubServices } from '../libs/testing/src/stub-services.js';
import { BenchServers, type ServiceProcess } from './bench-servers.js';
import { startWebhookSink, type WebhookSink } from './start-webhook-sink.js';

const ADD = `
with added as (
  insert into endpoint select * from jsonb_populate_recordset(null::endpoint, $1::jsonb) returning id
)
insert into delivery_queue (endpoint_id) select id from added`;

/** The service `webhooks` as a process of its own, with its servers and a receiver. */
export class WebhooksBed {
  private readonly key = randomBytes(32);
  private service: ServiceProcess | undefined;

  private constructor(
    private readonly servers: BenchServers,
    private readonly stubs: StubServices,
    readonly database: Pool,
    readonly sink: WebhookSink,
  ) {}

  static start(): Promise<WebhooksBed> {
    return BenchServers.start(async (servers) => {
      const sink = await startWebhookSink();
      servers.cleanUps.add(() => sink.stop());
      return new WebhooksBed(servers, await servers.stubs(), servers.database('webhooks'), sink);
    });
  }

  async startService(): Promise<void> {
    this.service = this.servers.run('webhooks', {
      SECRETS_KEY: this.key.toString('base64'),
      PUBLIC_URL: 'https://nimbus.example',
      ALLOW_PRIVATE_NETWORKS: 'true',
    });
    await pause(5_000); // its start
  }

  async stopService(): Promise<void> {
    await this.service?.stop();
  }

  /** One webhook in each workspace, whose path says how its receiver behaves. */
  async addWebhooks(paths: readonly string[]): Promise<Id<'ws'>[]> {
    const secrets = new EndpointSecrets(new SecretBox(this.key));
    const workspaces = paths.map(() => newId('ws'));
    const rows = paths.map((path, n) => {
      const id = newId('wh');
      return {
        id: uuidOf(id),
        workspace_id: uuidOf(workspaces[n] ?? ''),
        name: path,
        url: this.sink.url + path,
        format: 'json',
        active: true,
        event_subscriptions: ['*'],
        event_types: typesMatching(['*']),
        ...secrets.sealed(id, `whsec_${randomBytes(24).toString('base64')}`),
        created_at: new Date(),
        updated_at: new Date(),
      };
    });
    await this.database.query(ADD, [JSON.stringify(rows)]);
    return workspaces;
  }

  /** One enrollment in each of the workspaces, which happens now. */
  async happen(workspaces: readonly Id<'ws'>[]): Promise<void> {
    const time = new Date();
    const events = workspaces.map((workspaceId) =>
      makeEvent(EnrollmentStarted, {
        service: 'enrollment',
        workspaceId,
        time,
        data: {
          campaign_id: newId('camp'),
          enrollment_id: newId('enr'),
          contact_id: newId('cont'),
          email: 'grace.hopper@lumen.example',
          at: time.toISOString(),
        },
      }),
    );
    await this.stubs.publish(EnrollmentStarted, events);
  }

  get residentMegabytes(): number {
    return this.service?.residentMegabytes ?? 0;
  }

  get cpuSeconds(): number {
    return this.service?.cpuSeconds ?? 0;
  }

  stop(): Promise<void> {
    return this.servers.stop();
  }
}
