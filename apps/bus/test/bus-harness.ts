import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import {
  BusAnswer,
  examples,
  FindSentMessages,
  REPLY_TO_HEADER,
  type BusCommandName,
  type SentMessage,
} from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, unavailable, type Id } from '#kernel';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { eventually, startTestService, StubServices, type SuiteServers } from '#testing';
import { BusModule } from '../src/bus.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

/** A CloudEvent of a command as another system makes it. */
export const commandOf = (type: BusCommandName, data: unknown, changes: object = {}) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/crm',
  type,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  data,
  ...changes,
});

type Envelope = ReturnType<typeof commandOf>;

export interface DeadLetter {
  readonly reason: string;
  readonly body: string;
}

/** The whole service on real servers; the services that it asks are stubs. */
export class BusHarness {
  readonly workspaceId = newId('ws');
  /** The dispatcher knows these, and refuses every request while it is away. */
  readonly sent: SentMessage[] = [];
  dispatcherIsAway = false;

  private constructor(
    readonly service: RunningService,
    readonly stubs: StubServices,
    readonly clock: MovableClock,
  ) {}

  static async start(servers: SuiteServers): Promise<BusHarness> {
    const clock = new MovableClock();
    const stubs = await StubServices.start(servers.natsUrl);
    const harness = new BusHarness(await startBus(servers, clock), stubs, clock);
    await stubs.answer(FindSentMessages, ({ queries }) => ({
      results: queries.map((query) => {
        if (harness.dispatcherIsAway) throw unavailable('the dispatcher is away');
        return (
          harness.sent.find((message) =>
            'send_id' in query
              ? message.send_id === query.send_id
              : 'message_id' in query && message.message_id === query.message_id,
          ) ?? null
        );
      }),
    }));
    return harness;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.stubs.stop();
  }

  get database(): Database {
    return this.service.app.get(Database);
  }

  get nats(): NatsConnection {
    return this.stubs.nats.connection;
  }

  private get jetstream(): JetStreamClient {
    return jetstream(this.nats);
  }

  /** Publishes any bytes as a command, as often as it is called: NATS drops no repetition. */
  async publish(name: string, body: string, options: { replyTo?: string; workspaceId?: Id<'ws'> } = {}) {
    const head = headers();
    if (options.replyTo !== undefined) head.set(REPLY_TO_HEADER, options.replyTo);
    const { workspaceId = this.workspaceId } = options;
    await this.jetstream.publish(`nimbus.in.${workspaceId}.${name}`, body, { headers: head });
  }

  /** Publishes a command and resolves with its answer. */
  async ask(envelope: Envelope, workspaceId: Id<'ws'> = this.workspaceId): Promise<BusAnswer> {
    return this.askRaw(envelope.type, JSON.stringify(envelope), workspaceId);
  }

  async askRaw(name: string, body: string, workspaceId: Id<'ws'> = this.workspaceId): Promise<BusAnswer> {
    const replyTo = `nimbus.reply.${workspaceId}.${randomUUID()}`;
    const heard: Msg[] = [];
    const listening = this.nats.subscribe(replyTo, { callback: (_, message) => void heard.push(message) });
    await this.publish(name, body, { replyTo, workspaceId });
    const [answer] = await eventually(() => {
      if (heard.length === 0) throw new Error('no answer yet');
      return heard;
    });
    listening.unsubscribe();
    return BusAnswer.parse(answer?.json());
  }

  /** The dead letters of the service so far. */
  async deadLetters(): Promise<DeadLetter[]> {
    const manager = await jetstreamManager(this.nats);
    const { state } = await manager.streams.info('DEAD_LETTER', { subjects_filter: 'dlq.bus.>' });
    const found: DeadLetter[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const message = await manager.streams.getMessage('DEAD_LETTER', { seq });
      if (message?.subject !== 'dlq.bus.bus-commands') continue;
      found.push({ reason: message.header.get('Nimbus-Reason'), body: message.string() });
    }
    return found;
  }
}

/** Started again on the same servers, it is another replica. */
export const startBus = (servers: SuiteServers, clock = new MovableClock()): Promise<RunningService> =>
  startTestService(servers, {
    service: 'bus',
    migrations,
    module: (urls) => BusModule.forConfig(loadConfig(serviceConfig('bus'), urls), clock),
    httpPort: 0,
  });

/** A message of a campaign that has left. */
export const sentMessage = (some: Partial<SentMessage> = {}): SentMessage => ({
  workspace_id: newId('ws'),
  send_id: newId('send'),
  campaign_id: newId('camp'),
  enrollment_id: newId('enr'),
  contact_id: newId('cont'),
  step_id: newId('step'),
  step_number: 1,
  variant: null,
  email: 'grace@lumen.example',
  sending_account_id: newId('ea'),
  status: 'sent',
  message_id: '<a-message@sender.example>',
  subject: 'Hello',
  sent_at: '2026-05-01T09:00:00.000Z',
  ...some,
});

export const { CAMPAIGN } = examples;
