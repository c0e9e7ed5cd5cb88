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

/** Puts messages beside the change of state that they tell: both are stored, or neither. */
@Injectable()
export class Outbox {
  constructor(private readonly relay: OutboxRelay) {}

  /**
   * Adds `messages` in this order, with one statement. They are published after the commit, as soon as the relay gets
   * to them. It is woken inside this process and polls for what other replicas add. Not LISTEN/NOTIFY: a transaction
   * that notifies takes a lock on the whole database at its commit, so that no two of them could commit at once.
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
