import { randomInt } from 'node:crypto';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { inboxOf } from './users/user-names.js';

export interface MessagingOptions {
  /** Name of the service: its queue group, and part of every name it takes on the server. */
  readonly service: string;
  /** One or several servers, separated by commas: `nats://user:password@host:4222,nats://other:4222`. */
  readonly url: string;
  /** Copies of every stream: 1 on a single server, 3 in a cluster. */
  readonly replicas: number;
  /** Milliseconds without a heartbeat after which the server delivers a message again. Default 15,000. */
  readonly ackWaitMs?: number;
}

/** Messages of a killed process wait this long; a living process sends heartbeats three times as often. */
const DEFAULT_ACK_WAIT_MS = 15_000;
const RECONNECT_WAIT_MS = 250;
const ANSWER_WITHIN_MS = 5_000;

/** The options without the url, which holds a password. */
export type MessagingSettings = Required<Omit<MessagingOptions, 'url'>>;

/** The one connection of a process (or of one service of several in a process) to NATS, for as long as it lives. */
export class NatsConnectionHolder implements OnApplicationShutdown {
  private readonly logger = new Logger('Nats');
  private connected = true;

  private constructor(
    readonly settings: MessagingSettings,
    readonly connection: NatsConnection,
    readonly jetstream: JetStreamClient,
    readonly manager: JetStreamManager,
  ) {
    void this.followStatus();
  }

  /**
   * Resolves when a server has answered, however long that takes. Rejects on a malformed url. With `once`, as a person at a
   * terminal wants it, it rejects with the client's error when no server answers within five seconds.
   */
  static async connect(
    { url, ...options }: MessagingOptions,
    { once = false }: { readonly once?: boolean } = {},
  ): Promise<NatsConnectionHolder> {
    const connection = await connect({
      ...serversOf(url),
      name: `nimbus-${options.service}`,
      inboxPrefix: inboxOf(options.service),
      ...(once ? { reconnect: false, timeout: ANSWER_WITHIN_MS } : { waitOnFirstConnect: true }),
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      // Without the jitter all clients of a restarted server would reconnect in the same millisecond.
      reconnectDelayHandler: () => RECONNECT_WAIT_MS + randomInt(RECONNECT_WAIT_MS),
      // Two refusals in a row would close the connection for good, as happens while credentials are rotated.
      ignoreAuthErrorAbort: true,
      // Stack traces for failed requests took 2.5 % of the time of every request and showed none of our code.
      noAsyncTraces: true,
    });
    // checkAPI would make booting fail while a cluster still elects its leader; provisioning waits for that.
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const settings = { ackWaitMs: DEFAULT_ACK_WAIT_MS, ...options };
    return new NatsConnectionHolder(settings, connection, jetstream(connection), manager);
  }

  isConnected(): boolean {
    return this.connected && !this.connection.isClosed();
  }

  /** Sends buffered messages and closes the connection. Runs after every publisher has stopped. */
  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
    if (this.connection.isDraining()) {
      await this.connection.closed();
      return;
    }
    // A drain waits for the server's answer, which never comes without a server.
    await (this.connected ? this.connection.drain() : this.connection.close());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private async followStatus(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect') this.changeTo({ connected: false });
      if (status.type === 'reconnect') this.changeTo({ connected: true });
      if (status.type === 'error') this.logger.warn(`NATS reports: ${status.error.message}`);
    }
  }

  private changeTo({ connected }: { connected: boolean }): void {
    if (this.connected === connected || this.connection.isDraining()) return;
    this.connected = connected;
    if (connected) this.logger.log('connected to NATS again');
    else this.logger.warn('lost the connection to NATS; trying again until it answers');
  }
}

/** Splits urls into servers and credentials, because the client ignores credentials inside a url. */
export function serversOf(list: string): Pick<NodeConnectionOptions, 'servers' | 'user' | 'pass' | 'token'> {
  const urls = list.split(',').map((url) => parseUrl(url.trim()));
  const { username = '', password = '' } = urls.find((url) => url.username !== '') ?? {};
  const servers = urls.map((url) => url.host);
  if (username === '') return { servers };
  if (password === '') return { servers, token: decodeURIComponent(username) };
  return { servers, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // The url itself stays out of the message: it may hold a password.
  if (parsed === undefined || parsed.host === '') {
    throw new Error('the NATS url must look like nats://host:4222');
  }
  return parsed;
}
