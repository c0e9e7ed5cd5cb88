import { Injectable } from '@nestjs/common';
import { Outbox, type Transaction } from '#database';
import { idOf } from '#kernel';
import type { Suppression } from '../domain/suppression.js';
import { suppressedMessages, type AddedSuppression } from '../events/suppressed-events.js';

type Uuids = Record<'id' | 'workspace_id', string>;

/** A suppression that was not there before, as statements return it. */
export interface AddedRow extends Omit<Suppression, keyof Uuids | 'created_at'>, Uuids {
  readonly contact_id: string | null;
  /** A text where the row comes out of a JSON value. */
  readonly created_at: Date | string;
}

/** Publishes new suppressions, in the transaction that adds them. */
@Injectable()
export class AddedSuppressions {
  constructor(private readonly outbox: Outbox) {}

  async publish(tx: Transaction, rows: readonly AddedRow[]): Promise<void> {
    await this.outbox.add(tx, suppressedMessages(rows.map(addedOf)));
  }
}

const addedOf = (row: AddedRow): AddedSuppression => ({
  ...row,
  id: idOf('sup', row.id),
  workspace_id: idOf('ws', row.workspace_id),
  contact_id: row.contact_id === null ? null : idOf('cont', row.contact_id),
  created_at: new Date(row.created_at),
});
