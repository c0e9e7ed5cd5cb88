import { Injectable } from '@nestjs/common';
import type { Transaction } from '../transaction.js';
import type { OutboxMessage } from './outbox-message.js';
import { OutboxRelay } from './outbox-relay.js';

const ADD = `
  insert into outbox (id, subject, payload, headers)
  select id, subject, payload, headers::jsonb
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
    with ordinality as message (id, subject, payload, headers, place)
  order by place`;

/** Stores messages in the transaction that changes the state: both are stored, or neither. */
@Injectable()
export class Outbox {
  constructor(private readonly relay: OutboxRelay) {}

  /**
   * Adds `messages` in this order, with one statement. The relay publishes them after the commit. A
   * commit wakes the relay of this process; the relay polls for messages of other replicas. LISTEN/NOTIFY is not used: a
   * transaction that notifies locks the whole database during its commit, so that two of them cannot commit at once.
   */
  async add(tx: Transaction, messages: readonly OutboxMessage[]): Promise<void> {
    if (messages.length === 0) return;

    await tx.query(ADD, [
      messages.map(({ id }) => id),
      messages.map(({ subject }) => subject),
      messages.map(({ payload }) => payload),
      messages.map(({ headers }) => JSON.stringify(headers)),
    ]);
    tx.afterCommit(() => {
      this.relay.wake();
    });
  }
}
