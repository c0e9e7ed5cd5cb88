import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { serversOf } from './connection.js';

const ANSWER_WITHIN_MS = 5_000;

/**
 * Resolves when a nats-server with JetStream answers at one of the comma-separated urls. Rejects with the client's error
 * when no server answers within five seconds, the server refuses the login, or it has no JetStream. Services wait for
 * their server without an error, because it may start after them; a person at a terminal needs the error.
 */
export async function findJetStream(urls: string): Promise<void> {
  const connection = await connect({ ...serversOf(urls), reconnect: false, timeout: ANSWER_WITHIN_MS });
  try {
    await jetstreamManager(connection, { checkAPI: true, timeout: ANSWER_WITHIN_MS });
  } finally {
    await connection.close();
  }
}
