import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAMS } from '#contracts';
import { serversOf } from '../connection.js';
import { inboxOf, PROVISIONER } from '../users/user-names.js';
import { provisionStreams } from './provision.js';

const ANSWER_WITHIN_MS = 10_000;

/**
 * Brings all streams on the server in line, and resolves with the names of those that were created. The url is the
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
    return await provisionStreams(manager, STREAMS, replicas);
  } finally {
    await connection.close();
  }
}
