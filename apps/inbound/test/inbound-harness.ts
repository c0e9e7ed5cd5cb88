import { randomBytes } from 'node:crypto';
import { FindSentMessages, type EventContract, type EventOf, type SentMessage } from '#contracts';
import { Database } from '#database';
import { MovableClock } from '#kernel';
import type { RpcClient } from '#messaging';
import { loadConfig, type RunningService } from '#service';
import { outboxEvents, startTestService, StubServices, type SuiteServers } from '#testing';
import { inboundConfig } from '../src/inbound.config.js';
import { InboundModule } from '../src/inbound.module.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { ReceivedMails, type ReceivedMail } from '../src/replies/index.js';
import { TRACKING_SECRET } from './received-mail-fixtures.js';

export const environmentOf = (changes: Readonly<Record<string, string>> = {}) => ({
  TRACKING_SECRET,
  SECRETS_KEY: randomBytes(32).toString('base64'),
  ...changes,
});

/** The whole service on real servers. The dispatcher is a stub that knows the messages in `sent`. */
export class InboundHarness {
  private constructor(
    readonly service: RunningService,
    readonly stubs: StubServices,
    readonly clock: MovableClock,
    readonly sent: SentMessage[],
  ) {}

  static async start(servers: SuiteServers, environment = environmentOf()): Promise<InboundHarness> {
    const clock = new MovableClock();
    const stubs = await StubServices.start(servers.natsUrl);
    const sent: SentMessage[] = [];
    await answerAsDispatcher(stubs, sent);
    const service = await startTestService(servers, {
      service: 'inbound',
      migrations,
      module: (urls) =>
        InboundModule.forConfig(loadConfig(inboundConfig, { ...environment, ...urls }), clock),
    });
    return new InboundHarness(service, stubs, clock, sent);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.stubs.stop();
  }

  get rpc(): RpcClient {
    return this.stubs.rpc;
  }

  get database(): Database {
    return this.service.app.get(Database);
  }

  receive(...mails: readonly ReceivedMail[]): Promise<void> {
    return this.service.app.get(ReceivedMails, { strict: false }).receive(mails);
  }

  /** The events of a contract about a message, oldest first. */
  async published<C extends EventContract>(
    contract: C,
    { send_id }: Pick<SentMessage, 'send_id'>,
  ): Promise<EventOf<C>[]> {
    const events = await outboxEvents(this.database, contract);
    return events.filter(({ data }) => hasSend(data) && data.send_id === send_id);
  }

  /** The judgement that is stored about a mail. */
  async recordOf({ key }: Pick<ReceivedMail, 'key'>) {
    const [row] = await this.database.query<{ kind: string; reason: string | null }>(
      'select kind, reason from received_mail where key = $1',
      [key],
    );
    return row;
  }
}

const hasSend = (data: unknown): data is { readonly send_id: string } =>
  typeof data === 'object' && data !== null && 'send_id' in data;

/** Finds messages as the dispatcher does. */
export const answerAsDispatcher = (stubs: StubServices, sent: readonly SentMessage[]): Promise<void> =>
  stubs.answer(FindSentMessages, ({ queries }) => ({
    results: queries.map((query) => {
      if ('message_id' in query) return null;
      const found = sent.findLast((message) =>
        'send_id' in query
          ? message.send_id === query.send_id
          : message.sending_account_id === query.sending_account_id &&
            message.email === query.email &&
            (message.sent_at ?? '') >= query.since,
      );
      return found ?? null;
    }),
  }));
