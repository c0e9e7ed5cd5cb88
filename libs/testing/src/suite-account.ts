import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const ACCOUNTS = 32;
/** Deleting a stream deletes its files, and the disk may be busy. */
const TIMEOUT_MS = 60_000;

/** The URL of this worker's own NATS account; a URL with credentials is returned unchanged. */
export function suiteAccount(serverUrl: string): string {
  const url = new URL(serverUrl);
  if (url.username !== '') return serverUrl;

  const worker = Number(process.env['JEST_WORKER_ID'] ?? '1');
  const name = `suite-${((worker - 1) % ACCOUNTS) + 1}`;
  url.username = name;
  url.password = name;
  return url.href;
}

/** Deletes all streams of the account, which the previous suite used too. */
export async function deleteStreams(accountUrl: string): Promise<void> {
  const { host, username, password } = new URL(accountUrl);
  const connection = await connect({ servers: host, user: username, pass: password });
  try {
    const manager = await jetstreamManager(connection, { timeout: TIMEOUT_MS });
    for await (const stream of manager.streams.list()) await manager.streams.delete(stream.config.name);
  } finally {
    await connection.close();
  }
}
