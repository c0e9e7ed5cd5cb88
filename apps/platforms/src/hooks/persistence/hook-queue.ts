import { Injectable } from '@nestjs/common';
import { DEAD_HOOKS, type ReceivedHook } from '#contracts';
import { Database, deleteOlder, Outbox, type Transaction } from '#database';
import { Clock, DomainError, notFound, uuidOf, type Id, type OutsidePlatform } from '#kernel';
import { ConsumerMetrics } from '#messaging';
import { Metrics } from '#telemetry';
import { fateOf, fateOfFailure, type HookFate } from '../domain/hook-fate.js';
import type { ToldSignal } from '../domain/told-signal.js';
import { deadHook } from '../events/dead-hook.js';
import { ApplyToldSignals } from './apply-told-signals.js';
import { CLAIM, CLAIM_ONE, DUE, RECEIVE, RECEIVE_AGAIN, SETTLE } from './hook-queue.sql.js';

/** A hook that waits to be handled. */
export interface WaitingHook {
  readonly id: string;
  readonly workspace_id: string;
  readonly connection_id: string;
  readonly platform: OutsidePlatform;
  readonly content_type: string;
  readonly body: string;
  readonly received_at: Date;
  readonly attempts: number;
}

/** The signals of a hook, or why it is not understood. */
export type ReadHook = readonly ToldSignal[] | { readonly unknown: string };

export type HookReader = (hook: WaitingHook) => ReadHook;

/** A dead letter of a hook. */
export interface DeadHook {
  readonly connection_id: Id<'pcon'>;
  readonly received_at: string;
  readonly content_type: string;
  readonly body: string;
}

const OUTCOMES = ['applied', 'not_ours', 'ignored', 'later', 'dead_letter'] as const;
const ACTIONS = { handled: 'ack', later: 'retry', dead_letter: 'dead_letter' } as const;

const BATCH = 200;
const KEPT_MS = 24 * 3_600_000;

/** The webhooks that have arrived, until they are handled. */
@Injectable()
export class HookQueue {
  private readonly total;

  constructor(
    private readonly database: Database,
    private readonly signals: ApplyToldSignals,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly consumers: ConsumerMetrics,
    metrics: Metrics,
  ) {
    this.total = metrics.counter(
      {
        name: 'nimbus_platform_hooks_total',
        help: 'Webhooks of platforms that were looked at, by what came of them',
        labels: ['outcome'],
      },
      OUTCOMES.map((outcome) => ({ outcome })),
    );
    consumers.expect(DEAD_HOOKS.name);
  }

  /** Stores hooks, and answers which of them have a known token. */
  async receive(hooks: readonly ReceivedHook[]): Promise<boolean[]> {
    const given = JSON.stringify(hooks.map((hook, n) => ({ ...hook, n })));
    const stored = await this.database.query<{ n: number }>(RECEIVE, [given, this.clock.now()]);
    const known = new Set(stored.map(({ n }) => n));
    return hooks.map((_, n) => known.has(n));
  }

  /**
   * Handles a batch: what it says, its events and its fate are one transaction. Nothing else is asked for, so the rows are
   * locked and no lease is needed: a process that dies leaves them as they were.
   */
  handle(read: HookReader): Promise<'more' | 'idle'> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const hooks = await tx.query<WaitingHook>(CLAIM, [now, BATCH]);
      await this.settle(tx, await this.fatesOf(tx, hooks, read), now);
      return hooks.length === BATCH ? 'more' : 'idle';
    });
  }

  /** The hooks that are due, those that another replica is handling included. */
  async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(DUE, [this.clock.now(), BATCH]);
    return rows.map(({ id }) => id);
  }

  /** Handles one of them, unless another replica does. */
  async handleOne(id: string, read: HookReader): Promise<void> {
    await this.database.transaction(async (tx) => {
      const hooks = await tx.query<WaitingHook>(CLAIM_ONE, [id]);
      await this.settle(tx, await this.fatesOf(tx, hooks, read), this.clock.now());
    });
  }

  /** Notes that one could not be handled for a reason that nobody has foreseen. It is tried again some times. */
  async fail(id: string, reason: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const hooks = await tx.query<WaitingHook>(CLAIM_ONE, [id]);
      const now = this.clock.now();
      const fates = hooks.map((hook) => ({ hook, fate: fateOfFailure(hook.attempts, reason, now) }));
      await this.settle(tx, fates, now);
    });
  }

  /** Handles a dead letter once more. @throws DomainError `not_found` or `rejected`, and then it has had no effect */
  async replay(
    { connection_id, received_at, content_type, body }: DeadHook,
    read: HookReader,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const params = [uuidOf(connection_id), received_at, content_type, body, now];
      const [again] = await tx.query<{ id: string }>(RECEIVE_AGAIN, params);
      if (again === undefined) throw notFound('platform connection', connection_id);
      const hooks = await tx.query<WaitingHook>(CLAIM_ONE, [again.id]);
      const fates = await this.fatesOf(tx, hooks, read);
      for (const { fate } of fates) {
        if (fate.kind === 'dead_letter') throw new DomainError('rejected', 'hook_not_handled', fate.reason);
      }
      await this.settle(tx, fates, now);
    });
  }

  /** Deletes handled hooks of which no repetition is expected any more. */
  async deleteHandled(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const handled = { table: 'hook', key: ['id'], age: 'handled_at' };
    while ((await deleteOlder(this.database, handled, before)) === 'more');
  }

  /** As a consumer of a stream counts, so that the alert about dead letters knows of those of hooks. */
  private count(fate: HookFate): void {
    this.total.inc({ outcome: outcomeOf(fate) });
    this.consumers.settled(DEAD_HOOKS.name, { action: ACTIONS[fate.kind] });
  }

  /** Applies what the hooks say. */
  private async fatesOf(tx: Transaction, hooks: readonly WaitingHook[], read: HookReader): Promise<Fate[]> {
    const now = this.clock.now();
    const contents = hooks.map((hook) => ({ hook, content: read(hook) }));
    const told = contents.flatMap(({ content }) => ('unknown' in content ? [] : content));
    const results = await this.signals.apply(tx, told, now);
    let place = 0;
    return contents.map(({ hook, content }): Fate => {
      if ('unknown' in content) return { hook, fate: { kind: 'dead_letter', reason: content.unknown } };
      const own = results.slice(place, (place += content.length));
      return { hook, fate: fateOf(own, { receivedAt: hook.received_at, attempts: hook.attempts, now }) };
    });
  }

  private async settle(tx: Transaction, fates: readonly Fate[], now: Date): Promise<void> {
    if (fates.length === 0) return;
    const dead = fates.flatMap(({ hook, fate }) =>
      fate.kind === 'dead_letter' ? [deadHook(hook, fate.reason)] : [],
    );
    await this.outbox.add(tx, dead);
    await tx.query(SETTLE, [JSON.stringify(fates.map(settlementOf)), now]);
    tx.afterCommit(() => {
      for (const { fate } of fates) this.count(fate);
    });
  }
}

interface Fate {
  readonly hook: WaitingHook;
  readonly fate: HookFate;
}

const settlementOf = ({ hook, fate }: Fate) => ({
  id: hook.id,
  next_attempt_at: fate.kind === 'later' ? fate.at : null,
});

const outcomeOf = (fate: HookFate): (typeof OUTCOMES)[number] =>
  fate.kind === 'handled' ? fate.outcome : fate.kind;
