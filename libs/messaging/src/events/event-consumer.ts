import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';

/** Few, because one message holds up to 250 events, and other replicas cannot get a message that waits here. */
const FETCH_MESSAGES = 8;
/** For handlers of batches, whose messages are small: at most this many, and about as many bytes, at once. */
const BATCH_MESSAGES = 200;
const BATCH_BYTES = 1_048_576;
const FETCH_MS = 20_000;
/** Two missed heartbeats end a fetch, so that a lost consumer is noticed within five seconds. */
const IDLE_HEARTBEAT_MS = 2_500;
const TRY_AGAIN_MS = 1_000;

/** Settles messages. It never rejects. */
export interface Worker {
  /** Handles messages that belong together, and settles each of them. */
  process(messages: readonly JsMsg[]): Promise<void>;
  /** Returns a message that was not started. */
  giveBack(message: JsMsg): Promise<void>;
}

export interface EventConsumerOptions {
  readonly durable: string;
  readonly ackWaitMs: number;
  /** Opens the consumer on the server, and creates the consumer and its stream where they are missing. */
  readonly open: () => Promise<Consumer>;
  readonly worker: Worker;
  /** Whether the worker gets all messages that wait, instead of one after another. */
  readonly batch: boolean;
}

/**
 * Feeds the messages of one durable consumer to its worker, in their order, until it is stopped. Survives restarts
 * of the server and the deletion of the consumer or its stream, since `open` creates what is missing.
 */
export class EventConsumer {
  private readonly logger: Logger;
  /** Delivered and not started messages. Without heartbeats the server would deliver them again after the ack wait. */
  private readonly waiting = new Set<JsMsg>();
  private running: readonly JsMsg[] = [];
  private fetching: ConsumerMessages | undefined;
  private finished: Promise<void> = Promise.resolve();
  private stopping = false;
  private interrupted = false;

  constructor(private readonly options: EventConsumerOptions) {
    this.logger = new Logger(options.durable);
  }

  start(): void {
    this.finished = this.run();
  }

  /** Takes no new message, returns the waiting messages, and resolves when the running messages are settled. */
  async stop(): Promise<void> {
    this.stopping = true;
    void this.fetching?.close();
    const givenBack = [...this.waiting].map((message) => this.options.worker.giveBack(message));
    this.waiting.clear();
    await Promise.all([...givenBack, this.finished]);
  }

  private async run(): Promise<void> {
    const heartbeat = setInterval(() => this.beat(), this.options.ackWaitMs / 3);
    while (!this.stopping) {
      try {
        await this.consume(await this.options.open());
      } catch (error) {
        this.reportInterruption(error);
        await pause(TRY_AGAIN_MS);
      }
    }
    clearInterval(heartbeat);
  }

  private async consume(consumer: Consumer): Promise<void> {
    while (!this.stopping) {
      this.fetching = await consumer.fetch({
        max_messages: this.options.batch ? BATCH_MESSAGES : FETCH_MESSAGES,
        expires: FETCH_MS,
        idle_heartbeat: IDLE_HEARTBEAT_MS,
      });
      // stop() may have run during the fetch; it then closed the fetch before this one.
      if (this.stopping) void this.fetching.close();
      await this.workThrough(this.fetching);
      this.reportRecovery();
    }
  }

  /** Takes each message when it arrives, so that every message gets heartbeats, and processes them in that order. */
  private async workThrough(fetched: ConsumerMessages): Promise<void> {
    let working: Promise<void> = Promise.resolve();
    try {
      for await (const message of fetched) {
        this.take(message);
        working = working.then(() => this.workOnNext());
      }
    } finally {
      await working;
    }
  }

  private take(message: JsMsg): void {
    if (this.stopping) void this.options.worker.giveBack(message);
    else this.waiting.add(message);
  }

  /** There are none when they were taken with an earlier message, or returned to the server meanwhile. */
  private async workOnNext(): Promise<void> {
    this.running = this.nextMessages();
    if (this.running.length > 0) await this.options.worker.process(this.running);
    this.running = [];
  }

  private nextMessages(): JsMsg[] {
    const next: JsMsg[] = [];
    let bytes = 0;
    for (const message of this.waiting) {
      bytes += message.data.length;
      if (next.length > 0 && (!this.options.batch || bytes > BATCH_BYTES)) break;
      this.waiting.delete(message);
      next.push(message);
    }
    return next;
  }

  private beat(): void {
    for (const message of [...this.running, ...this.waiting]) message.working();
  }

  private reportInterruption(error: unknown): void {
    if (this.interrupted || this.stopping) return;
    this.interrupted = true;
    this.logger.warn(`consuming was interrupted and is retried until it works: ${String(error)}`);
  }

  private reportRecovery(): void {
    if (!this.interrupted) return;
    this.interrupted = false;
    this.logger.log('consuming again');
  }
}
