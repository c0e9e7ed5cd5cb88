import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Alarm, isUnavailable, type Clock } from '#kernel';
import type { Caller } from '../auth/caller.js';
import type { Begun, EventFeed, FeedPage, Followed } from './event-feed.js';
import { beginningOf, HEARTBEAT } from './event-text.js';

const HEARTBEAT_MS = 15_000;
/** A signal may be lost: without one, the feed is looked at after this time. */
const LOOK_MS = 10_000;
/** Signals come as often as events are stored. */
const BETWEEN_READS_MS = 250;
/** A client takes what is written in this time, or loses its connection. */
const TAKEN_WITHIN_MS = 30_000;
/** A token that was not found valid for this time ends the stream, also while nobody can tell. */
const ACCESS_KNOWN_FOR_MS = 60_000;
const MAX_AGE_MS = 3_600_000;

/** One connection that follows the events of a workspace. */
export interface Connection {
  /** The uuid of its slot. */
  readonly slot: string;
  readonly followed: Followed;
  readonly caller: Caller;
  readonly token: string;
  readonly response: ServerResponse;
}

/** Writes events to one client at the speed at which the client reads: it holds one page of events, and reads no further. */
export class EventStream {
  readonly text: Readable;
  private readonly logger = new Logger('EventStream');
  private readonly alarm = new Alarm();
  private readonly openedAt: number;
  /** When a text was given that the client has not taken yet. */
  private givenAt: number | undefined;
  private wroteAt: number;
  private readAt: number;
  private accessKnownAt: number;
  private over = false;
  /** The last read failed. */
  private hasFailed = false;

  constructor(
    readonly connection: Connection,
    begun: Begun,
    private readonly feed: EventFeed,
    private readonly clock: Clock,
  ) {
    this.openedAt = this.now();
    this.wroteAt = this.readAt = this.accessKnownAt = this.openedAt;
    this.text = Readable.from(this.texts(begun), { objectMode: false });
  }

  /** New events may be there. */
  wake(): void {
    this.alarm.ring();
  }

  /** Called every second: ends a stream whose time is over, and wakes one that has something to do. */
  look(): void {
    const now = this.now();
    if (this.givenAt !== undefined && now - this.givenAt >= TAKEN_WITHIN_MS) this.cut();
    else if (now - this.openedAt >= MAX_AGE_MS || now - this.accessKnownAt >= ACCESS_KNOWN_FOR_MS) this.end();
    else if (now - this.wroteAt >= HEARTBEAT_MS || now - this.readAt >= LOOK_MS) this.wake();
  }

  /** Whether the access of its caller should be looked at again. */
  isAccessOld(): boolean {
    return this.now() - this.accessKnownAt >= ACCESS_KNOWN_FOR_MS / 2;
  }

  confirmAccess(): void {
    this.accessKnownAt = this.now();
  }

  /** Ends the response. A client that has not taken everything yet is cut off: it must not delay the end. */
  end(): void {
    this.over = true;
    this.alarm.ring();
    if (this.givenAt !== undefined) this.cut();
  }

  /** Closes the connection at once. */
  cut(): void {
    this.over = true;
    this.alarm.ring();
    this.connection.response.destroy();
  }

  private async *texts({ place, page }: Begun): AsyncGenerator<string> {
    yield* this.give(beginningOf(place));
    while (!this.over) {
      if (page.text !== '') yield* this.give(page.text);
      else if (this.now() - this.wroteAt >= HEARTBEAT_MS) yield* this.give(HEARTBEAT);
      // Not kept while the stream waits: a thousand quiet streams would hold a thousand pages.
      page = { ...page, text: '' };
      if (!page.hasMore) await this.news();
      if (!this.over) page = await this.after(page);
    }
  }

  /** The generator goes on when the client has taken the text, but for the few kilobytes that Node keeps. */
  private *give(text: string): Generator<string> {
    this.givenAt = this.now();
    yield text;
    this.givenAt = undefined;
    this.wroteAt = this.now();
  }

  private async news(): Promise<void> {
    const begunAt = performance.now();
    await this.alarm.sleep(LOOK_MS);
    const early = BETWEEN_READS_MS - (performance.now() - begunAt);
    if (early > 0 && !this.over) await pause(early);
  }

  /** While the events cannot be read, the connection stays: its client could not read them anywhere else. */
  private async after({ next }: FeedPage): Promise<FeedPage> {
    this.readAt = this.now();
    try {
      const page = await this.feed.read(this.connection.followed, next);
      this.hasFailed = false;
      return page;
    } catch (error) {
      if (!this.hasFailed) this.logger.warn(`a stream of events cannot be read: ${String(error)}`);
      if (!isUnavailable(error)) throw error;
      this.hasFailed = true;
      return { text: '', since: undefined, next, hasMore: false };
    }
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
