import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAMS } from '#contracts';
import { NATS_USERS, provisionStreams, withLogin, type NatsUserName } from '#messaging';
import { ACCOUNTS, loginOf } from './jest/start-servers.js';

/** Deleting a stream deletes its files, and the disk may be busy. */
const TIMEOUT_MS = 60_000;

/** The URL of this worker's own NATS account; a URL with credentials is returned unchanged. */
export function suiteAccount(serverUrl: string): string {
  const url = new URL(serverUrl);
  if (url.username !== '') return serverUrl;

  const worker = Number(process.env['JEST_WORKER_ID'] ?? '1');
  const name = ACCOUNTS[(worker - 1) % ACCOUNTS.length] ?? '';
  url.username = name;
  url.password = name;
  return url.href;
}

/**
 * The URL of the account for one of its users, with the permissions that the user has in production. The account's own
 * URL may do everything, as stubs must. A server of the environment has no such users: its URL is returned unchanged.
 */
export function urlOfUser(accountUrl: string, user: string): string {
  const account = new URL(accountUrl).username;
  if (!ACCOUNTS.includes(account) || !isUser(user)) return accountUrl;
  const login = loginOf(account, user);
  return withLogin(accountUrl, login, login);
}

const isUser = (name: string): name is NatsUserName => NATS_USERS.some((user) => user === name);

/** Makes all streams of the account anew, which the previous suite used too: services may not make them. */
export async function emptyStreams(accountUrl: string): Promise<void> {
  const { host, username, password } = new URL(accountUrl);
  const connection = await connect({ servers: host, user: username, pass: password });
  try {
    const manager = await jetstreamManager(connection, { timeout: TIMEOUT_MS });
    for await (const stream of manager.streams.list()) await manager.streams.delete(stream.config.name);
    await provisionStreams(manager, STREAMS, 1);
  } finally {
    await connection.close();
  }
}
