import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const ACCOUNTS = 32;
/** A stream is deleted with its files, and the disk may be busy. */
const ANSWER_WITHIN_MS = 60_000;

/** The address of this worker's own NATS account; one that carries credentials already is used as it is. */
export function suiteAccount(serverUrl: string): string {
  const url = new URL(serverUrl);
  if (url.username !== '') return serverUrl;

  const worker = Number(process.env['JEST_WORKER_ID'] ?? '1');
  const name = `suite-${((worker - 1) % ACCOUNTS) + 1}`;
  url.username = name;
  url.password = name;
  return url.href;
}

/** Deletes all streams of the account: the suite before this one ran in it too. */
export async function deleteStreams(accountUrl: string): Promise<void> {
  const { host, username, password } = new URL(accountUrl);
  const connection = await connect({ servers: host, user: username, pass: password });
  try {
    const manager = await jetstreamManager(connection, { timeout: ANSWER_WITHIN_MS });
    for await (const stream of manager.streams.list()) await manager.streams.delete(stream.config.name);
  } finally {
    await connection.close();
  }
}
