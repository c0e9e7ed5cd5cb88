import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, unavailable } from '#kernel';
import { Metrics } from '#telemetry';
import type { Caller } from '../auth/caller.js';
import { Callers } from '../auth/callers.js';
import { GatewayAdapter } from '../http/gateway-adapter.js';
import { EventFeed, type Begun } from './event-feed.js';
import { EventStream, type Connection } from './event-stream.js';
import { StreamSlots } from './stream-slots.js';

const RENEWED_AFTER_MS = 15_000;
/** In this time a stream ends in order when the process shuts down. */
const ENDED_WITHIN_MS = 1_000;

/** The streams of this process. */
@Injectable()
export class EventStreams implements OnModuleInit {
  private readonly streams = new Set<EventStream>();
  private closed: string[] = [];
  private renewedAt = 0;
  private stopping = false;

  constructor(
    private readonly adapter: GatewayAdapter,
    private readonly feed: EventFeed,
    private readonly slots: StreamSlots,
    private readonly callers: Callers,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge({ name: 'nimbus_live_streams', help: 'Connections that follow events' }, () => [
      { value: this.size },
    ]);
  }

  onModuleInit(): void {
    this.adapter.getInstance().addHook('preClose', async () => this.stop());
  }

  /** The number of connections. */
  get size(): number {
    return this.streams.size;
  }

  /** @throws DomainError `unavailable` when the client is gone already, or the process shuts down */
  start(connection: Connection, begun: Begun): EventStream {
    const { response, slot } = connection;
    if (this.stopping || response.destroyed) {
      this.closed.push(slot);
      throw unavailable('the connection has ended');
    }
    const stream = new EventStream(connection, begun, this.feed, this.clock);
    this.streams.add(stream);
    response.once('close', () => this.remove(stream));
    return stream;
  }

  /** New events of these workspaces may be there. */
  wake(workspaceIds: ReadonlySet<string>): void {
    for (const stream of this.streams) {
      if (workspaceIds.has(stream.connection.followed.workspace_id)) stream.wake();
    }
  }

  /** Called every second. Without connections it costs nothing. */
  async look(): Promise<void> {
    for (const stream of this.streams) stream.look();
    await this.release();
    await this.renew();
    await this.checkAccess();
  }

  /** Gives back the slots of connections that have ended. Those that are not given back expire. */
  async release(): Promise<void> {
    const slots = this.closed;
    this.closed = [];
    if (slots.length > 0) await this.slots.release(slots);
  }

  /** One statement for all. A connection whose slot had expired ends: it belongs to another one by now. */
  private async renew(): Promise<void> {
    const now = this.clock.now();
    const isDue = now.getTime() - this.renewedAt >= RENEWED_AFTER_MS;
    const streams = [...this.streams];
    if (!isDue || streams.length === 0) return;

    const held = await this.slots.renew(
      streams.map(({ connection }) => connection.slot),
      now,
    );
    this.renewedAt = now.getTime();
    for (const stream of streams) if (!held.has(stream.connection.slot)) stream.end();
  }

  private async checkAccess(): Promise<void> {
    const due = [...this.streams].filter((stream) => stream.isAccessOld());
    const checked = await Promise.allSettled(due.map((stream) => this.check(stream)));
    for (const result of checked) if (result.status === 'rejected') throw result.reason;
  }

  private async check(stream: EventStream): Promise<void> {
    const { token, caller } = stream.connection;
    const present = await this.callers.find(token);
    if (present !== undefined && hasSameAccess(present, caller)) stream.confirmAccess();
    else stream.end();
  }

  private remove(stream: EventStream): void {
    stream.end();
    this.streams.delete(stream);
    this.closed.push(stream.connection.slot);
  }

  /** The server closes when its last response has ended. */
  private stop(): void {
    this.stopping = true;
    const streams = [...this.streams];
    for (const stream of streams) stream.end();
    setTimeout(() => streams.forEach((stream) => stream.cut()), ENDED_WITHIN_MS).unref();
  }
}

/** Another role ends a stream even where it may read: the next connection is checked as a whole. */
const hasSameAccess = (present: Caller, before: Caller): boolean =>
  present.workspaceId === before.workspaceId &&
  present.person?.role === before.person?.role &&
  present.scopes.has('webhooks:read');
