import { Client, type ClientConfig } from 'pg';
import type { Queryable } from '../queryable.js';

/** First half of the key of every relay's advisory lock; the second half is the schema. */
export const RELAY_LOCK = 0x0b07;

/** Without it a session of a host that lost its power would keep the lock for two hours, the kernel's own default. */
const DROP_DEAD_PEERS = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/**
 * The connection that holds the relay's lock. Every statement of the relay runs on this connection: when it breaks, the
 * lock is lost, and no statement of this relay can run any more.
 */
export class RelaySession implements Queryable {
  private readonly client: Client;
  private leading = false;

  /** `onLost` is called when the connection breaks while it is idle. */
  constructor(
    config: ClientConfig,
    private readonly schema: string,
    onLost: () => void,
  ) {
    const { application_name: name = 'nimbus', options = '' } = config;
    this.client = new Client({
      ...config,
      application_name: `${name}-relay`,
      options: `${options} ${DROP_DEAD_PEERS}`,
    });
    this.client.on('error', onLost); // the next query rejects with the reason
  }

  get leads(): boolean {
    return this.leading;
  }

  async open(): Promise<void> {
    await this.client.connect();
  }

  /**
   * Takes the lock unless another relay of this schema holds it. It asks and does not wait: a waiting statement would
   * hold a snapshot for as long, and vacuum could remove nothing that was deleted since.
   */
  async tryToLead(): Promise<boolean> {
    const [row] = await this.query<{ leading: boolean }>(
      'select pg_try_advisory_lock($1::int, hashtext($2)) as leading',
      [RELAY_LOCK, this.schema],
    );
    this.leading = row?.leading === true;

    return this.leading;
  }

  async query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.client.query<Row>(sql, [...params]);

    return rows;
  }

  /** Ends the connection, which releases the lock. */
  async close(): Promise<void> {
    this.leading = false;
    await this.client.end();
  }
}
