import { Injectable, Logger } from '@nestjs/common';
import { Clock, uuidOf } from '#kernel';
import type { Signal } from '../../clients/domain/signal.js';
import { PLATFORMS_WITH_POLLS } from '../../clients/index.js';
import { PlatformError } from '../../clients/platform-error.js';
import { ConnectionCalls, Connections, type Connection } from '../../connections/index.js';
import { nextAttempt } from '../domain/attempt-delay.js';
import { notAfter, type ToldSignal } from '../domain/told-signal.js';
import { SignalPolls, type SignalPoll } from '../persistence/signal-polls.js';

/** Facts in one transaction. */
const BATCH = 200;
/** A platform shows a fact some time after it has happened, by a clock of its own. */
const OVERLAP_MS = 15 * 60_000;

/**
 * Asks platforms what happened in our campaigns: for facts that no hook carries, and those whose hook was missed while
 * nobody answered it. Facts that are known have no effect.
 */
@Injectable()
export class PollSignals {
  private readonly logger = new Logger(PollSignals.name);

  constructor(
    private readonly polls: SignalPolls,
    private readonly connections: Connections,
    private readonly calls: ConnectionCalls,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    const due = await this.polls.claim(PLATFORMS_WITH_POLLS);
    const connections = await this.connections.named(due.map(({ connectionId }) => connectionId));
    await Promise.all(
      due.map((poll) =>
        this.tryOne(
          poll,
          connections.find(({ id }) => id === poll.connectionId),
        ),
      ),
    );
    return due.length === 0 ? 'idle' : 'more';
  }

  /** A failure of one platform must not keep the others waiting. */
  private async tryOne(poll: SignalPoll, connection: Connection | undefined): Promise<void> {
    if (connection === undefined) return; // it was deleted just now
    try {
      await this.poll(poll, connection);
    } catch (error) {
      const retryAt = error instanceof PlatformError ? error.retryAt : null;
      await this.polls.postpone(poll, nextAttempt(1, this.clock.now(), retryAt));
      const level = error instanceof PlatformError ? 'warn' : 'error';
      this.logger[level](`${poll.campaignId} was not polled: ${String(error)}`);
    }
  }

  private async poll(poll: SignalPoll, connection: Connection): Promise<void> {
    const { client, call } = this.calls.open(connection);
    const startedAt = this.clock.now();
    const since = new Date(poll.polledUntil.getTime() - OVERLAP_MS);
    const signals = client.pollSignals?.(call, poll.platformCampaignId, since) ?? [];

    let misses = false;
    for await (const batch of batched(signals)) {
      const results = await this.polls.apply(
        batch.map((signal) => this.toldIn(poll, client.platform, signal)),
      );
      misses ||= results.includes('unknown_account');
    }
    // An account that is not synced yet is known at the next poll.
    await this.polls.record(poll, misses ? poll.polledUntil : startedAt);
  }

  private toldIn(poll: SignalPoll, platform: ToldSignal['platform'], signal: Signal): ToldSignal {
    return {
      platform,
      connectionId: uuidOf(poll.connectionId),
      receivedAt: poll.polledUntil,
      signal: notAfter(signal, this.clock.now()),
    };
  }
}

async function* batched(signals: AsyncIterable<Signal> | Iterable<Signal>): AsyncGenerator<Signal[]> {
  let batch: Signal[] = [];
  for await (const signal of signals) {
    batch.push(signal);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
