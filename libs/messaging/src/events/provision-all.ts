import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, errors } from '@nats-io/transport-node';
import { STREAMS, type StreamDefinition } from '#contracts';
import { serversOf } from '../connection.js';
import { inboxOf, PROVISIONER } from '../users/user-names.js';
import { isRefused } from './api-error.js';
import { missingStreams, provisionStreams } from './provision.js';

const ANSWER_WITHIN_MS = 10_000;
const READY_WITHIN_MS = 60_000;
const TRY_AGAIN_MS = 1_000;

/**
 * Brings all streams on the server in line, and resolves with the names of those that were missing. The url is the
 * provisioner's: services may not change streams. Rejects with the client's error when no server answers.
 */
export async function provisionAll(url: string, replicas = 1): Promise<string[]> {
  const connection = await connect({
    ...serversOf(url),
    inboxPrefix: inboxOf(PROVISIONER),
    reconnect: false,
    timeout: ANSWER_WITHIN_MS,
  });
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: ANSWER_WITHIN_MS });
    return await provisionWhenReady(manager, STREAMS, replicas);
  } finally {
    await connection.close();
  }
}

/**
 * The first streams of a new cluster can take longer than a request waits: each elects a leader of its own, beside all
 * others. Where a container makes them once (deploy/compose.yml), a late answer would fail the whole installation.
 */
export async function provisionWhenReady(
  manager: JetStreamManager,
  definitions: readonly StreamDefinition[],
  replicas: number,
): Promise<string[]> {
  const until = Date.now() + READY_WITHIN_MS;
  let missing: string[] | undefined;
  for (;;) {
    try {
      missing ??= await missingStreams(manager, definitions);
      await provisionStreams(manager, definitions, replicas);
      return missing;
    } catch (error) {
      if (!isNotReady(error) || Date.now() > until) throw error;
      await pause(TRY_AGAIN_MS);
    }
  }
}

const isNotReady = (error: unknown): boolean =>
  error instanceof errors.TimeoutError || isRefused(error, 'jetStreamUnavailable');
