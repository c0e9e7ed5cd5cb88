import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Alarm } from '#kernel';
import { deleteOlder, type AgingTable } from '../delete-older.js';
import {
  clientConfig,
  OUTBOX_DEFAULTS,
  schemaOf,
  SERVICE_DATABASE,
  type OutboxOptions,
  type ServiceDatabase,
} from '../service-database.js';
import { MessagePublisher } from './message-publisher.js';
import type { OutboxMessage } from './outbox-message.js';
import { RelaySession } from './relay-session.js';
import { StateLog } from './state-log.js';

const BATCH_SIZE = 200;
const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;

/** At most $1 messages and about 8 MB at a time: 200 messages of the 1 MB that NATS allows would not fit in memory. */
const NEXT_BATCH = `
  select position, id, subject, payload, headers
  from (
    select position, id, subject, payload, headers,
      sum(octet_length(payload)) over (order by position) - octet_length(payload) as bytes_before
    from outbox
    where published_at is null
    order by position
    limit $1
  ) as batch
  where bytes_before < 8000000
  order by position`;

const MARK_PUBLISHED = `update outbox set published_at = now() where position = any($1::bigint[])`;

/** Published messages stay for some days, so that a lost stream can be refilled. */
const PUBLISHED: AgingTable = { table: 'outbox', key: ['position'], age: 'published_at' };
/** The events that the inbox remembers. */
const HANDLED: AgingTable = { table: 'processed_event', key: ['consumer', 'event_id'], age: 'processed_at' };

type Stored = OutboxMessage & { readonly position: string };

type RelayState =
  | 'relaying'
  | 'standing by: another relay is at work'
  | 'messages are not being stored'
  | 'the outbox cannot be read';

/**
 * Publishes committed messages of the outbox, in batches.
 *
 * Order: a batch is sent in the order of its messages, and nothing newer is sent before the batch was accepted in
 * full. Only within one batch can a message pass an older one: when the stream refuses the older one, it may have stored
 * those behind it. Consumers therefore compare versions. To wait for each message would cost a round trip for each.
 * One relay at a time works per schema, and the others stand by, since a pause that overtakes its launch is worse than a
 * slower relay. Marking: rows are marked one by one and not passed by a cursor, because positions are handed out
 * before they commit, so that a lower position may appear after a higher one. A relay that dies between publishing
 * and marking leaves its messages to be published again with the same ids.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxRelay.name);
  private readonly log = new StateLog<RelayState>(this.logger);
  private readonly options: OutboxOptions;
  private readonly newWork = new Alarm();
  private readonly interruption = new Alarm();
  private running: Promise<void> | undefined;
  private stopping = false;
  private nextCleanUpAt = 0;

  constructor(
    @Inject(SERVICE_DATABASE) private readonly database: ServiceDatabase,
    private readonly publisher: MessagePublisher,
  ) {
    this.options = { ...OUTBOX_DEFAULTS, ...database.outbox };
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Finishes and marks the current batch; the other messages wait for another replica or the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.interrupt();
    await this.running;
  }

  /** Reads the outbox now, because there is a message to publish. */
  wake(): void {
    this.newWork.ring();
  }

  private interrupt(): void {
    this.newWork.ring();
    this.interruption.ring();
  }

  private async run(): Promise<void> {
    const config = clientConfig(this.database);

    while (!this.stopping) {
      const session = new RelaySession(config, schemaOf(this.database.service), () => {
        this.interrupt();
      });
      try {
        await session.open();
        await this.serve(session);
      } catch (error) {
        this.log.enter('the outbox cannot be read', String(error));
        await this.interruption.sleep(this.options.standbyIntervalMs);
      } finally {
        await session.close();
      }
    }
  }

  /** Relays until this process stops. Rejects when the session breaks. */
  private async serve(session: RelaySession): Promise<void> {
    let failures = 0;
    let refused = 0; // messages of a batch that the stream did not take: each goes alone before anything newer

    while (!this.stopping) {
      if (!session.leads && !(await session.tryToLead())) {
        this.log.enter('standing by: another relay is at work');
        await this.interruption.sleep(this.options.standbyIntervalMs);
        continue;
      }

      const batch = await this.relayBatch(session, refused > 0 ? 1 : BATCH_SIZE);
      await this.cleanUpWhenDue(session);
      if (batch.refused > 0) {
        failures += 1;
        refused = Math.max(refused, batch.refused);
        await this.interruption.sleep(backoffMs(failures));
        continue;
      }
      failures = 0;
      refused = Math.max(refused - 1, 0);
      if (batch.size === 0) await this.newWork.sleep(this.options.pollIntervalMs);
    }
  }

  private async relayBatch(session: RelaySession, limit: number): Promise<{ size: number; refused: number }> {
    const batch = await session.query<Stored>(NEXT_BATCH, [limit]);
    const answers = batch.length === 0 ? [] : await this.publish(batch);
    const published = batch.filter((_, place) => answers[place] === true);
    if (published.length > 0)
      await session.query(MARK_PUBLISHED, [published.map(({ position }) => position)]);
    if (published.length === batch.length) this.log.enter('relaying');

    return { size: batch.length, refused: batch.length - published.length };
  }

  /** A publisher that rejects counts as having stored nothing. */
  private async publish(batch: readonly Stored[]): Promise<readonly boolean[]> {
    try {
      const answers = await this.publisher.publish(
        batch.map(({ id, subject, payload, headers }) => ({ id, subject, payload, headers })),
      );
      const stored = answers.filter(Boolean).length;
      if (stored < batch.length)
        this.log.enter('messages are not being stored', `${stored} of ${batch.length} were`);
      return answers;
    } catch (error) {
      this.log.enter('messages are not being stored', String(error));
      return [];
    }
  }

  /** One bounded step at a time, so that messages never wait behind the removal of old ones. */
  private async cleanUpWhenDue(session: RelaySession): Promise<void> {
    if (performance.now() < this.nextCleanUpAt) return;

    const outboxLeft = await deleteOlder(session, PUBLISHED, daysAgo(this.options.historyDays));
    const inboxLeft = await deleteOlder(session, HANDLED, daysAgo(this.options.inboxDays));
    const more = outboxLeft === 'more' || inboxLeft === 'more';
    this.nextCleanUpAt = performance.now() + (more ? 0 : this.options.cleanUpIntervalMs);
  }
}

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

const backoffMs = (failures: number): number =>
  Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS);
