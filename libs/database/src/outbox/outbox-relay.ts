import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Inbox } from '../inbox.js';
import {
  clientConfig,
  OUTBOX_DEFAULTS,
  schemaOf,
  SERVICE_DATABASE,
  type OutboxOptions,
  type ServiceDatabase,
} from '../service-database.js';
import { Alarm } from './alarm.js';
import { MessagePublisher } from './message-publisher.js';
import { OutboxHistory } from './outbox-history.js';
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

type Stored = OutboxMessage & { readonly position: string };

type RelayState =
  | 'relaying'
  | 'standing by: another relay is at work'
  | 'messages are not being stored'
  | 'the outbox cannot be read';

/**
 * Publishes what was committed to the outbox, in order.
 *
 * Order: one relay at a time per schema, since a pause that overtakes its launch is worse than a slower relay; the
 * others stand by. Marking: rows are marked one by one and not passed by a cursor, because positions are handed out
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
    private readonly history: OutboxHistory,
    private readonly inbox: Inbox,
  ) {
    this.options = { ...OUTBOX_DEFAULTS, ...database.outbox };
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** The batch at hand is finished and marked; what is left waits for another replica or the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.interrupt();
    await this.running;
  }

  /** There is something to publish: look now. */
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

  /** Until this process stops; rejects when the session breaks. */
  private async serve(session: RelaySession): Promise<void> {
    let refusals = 0;

    while (!this.stopping) {
      if (!session.leads && !(await session.tryToLead())) {
        this.log.enter('standing by: another relay is at work');
        await this.interruption.sleep(this.options.standbyIntervalMs);
        continue;
      }

      const outcome = await this.relayBatch(session, sizeAfter(refusals));
      await this.cleanUpWhenDue(session);
      refusals = outcome === 'refused' ? refusals + 1 : 0;
      if (outcome === 'refused') await this.interruption.sleep(backoffMs(refusals));
      if (outcome === 'nothing to do') await this.newWork.sleep(this.options.pollIntervalMs);
    }
  }

  private async relayBatch(
    session: RelaySession,
    size: number,
  ): Promise<'nothing to do' | 'published' | 'refused'> {
    const batch = await session.query<Stored>(NEXT_BATCH, [size]);
    const answers = batch.length === 0 ? [] : await this.publish(batch);
    const published = batch.filter((_, place) => answers[place] === true);
    if (published.length > 0)
      await session.query(MARK_PUBLISHED, [published.map(({ position }) => position)]);
    if (published.length < batch.length) return 'refused';

    this.log.enter('relaying');
    return batch.length === 0 ? 'nothing to do' : 'published';
  }

  /** A publisher that fails has stored nothing that we know of. */
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

    const outboxLeft = await this.history.cleanUp(session, this.options.historyDays);
    const inboxLeft = await this.inbox.cleanUp(session, this.options.inboxDays);
    const more = outboxLeft === 'more' || inboxLeft === 'more';
    this.nextCleanUpAt = performance.now() + (more ? 0 : this.options.cleanUpIntervalMs);
  }
}

/** After a refusal the first waiting message goes alone, so that nothing newer overtakes it once more. */
const sizeAfter = (refusals: number): number => (refusals === 0 ? BATCH_SIZE : 1);

const backoffMs = (refusals: number): number =>
  Math.min(FIRST_BACKOFF_MS * 2 ** (refusals - 1), MAX_BACKOFF_MS);
