import { Injectable } from '@nestjs/common';
import { Database, Outbox } from '#database';
import { Clock } from '#kernel';
import {
  onePerAddress,
  repetitionResult,
  rowResult,
  type ContactRow,
  type RowResult,
  type StoredContact,
  type WriteMode,
} from '../domain/contact-batch.js';
import { ChangedContacts } from '../persistence/changed-contacts.js';
import { contactMessages } from '../events/contact-events.js';
import { Contacts } from '../persistence/contacts.js';

/** Stores a batch of contacts, publishes it, and notes the contacts for the workspace's campaigns to match. */
@Injectable()
export class WriteContacts {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly contacts: Contacts,
    private readonly changedContacts: ChangedContacts,
    private readonly clock: Clock,
  ) {}

  /** What became of every row. */
  async execute(workspaceId: string, mode: WriteMode, all: readonly ContactRow[]): Promise<RowResult[]> {
    const { rows, repetitions } = onePerAddress(all, mode);
    const stored =
      rows.length === 0 ? new Map<string, StoredContact>() : await this.store(workspaceId, mode, rows);
    return [
      ...rows.map((row) => rowResult(row, storedAs(stored, row), mode)),
      ...repetitions.map((row) => repetitionResult(row, storedAs(stored, row), mode)),
    ];
  }

  private store(
    workspaceId: string,
    mode: WriteMode,
    rows: readonly ContactRow[],
  ): Promise<ReadonlyMap<string, StoredContact>> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const { stored, created, updated } = await this.contacts.write(tx, { workspaceId, rows, mode, now });
      if (created.length + updated.length === 0) return stored;

      await this.outbox.add(tx, [
        ...contactMessages('created', created),
        ...contactMessages('updated', updated),
      ]);
      await this.changedContacts.note(
        tx,
        workspaceId,
        [...created, ...updated].map(({ id }) => id),
      );
      return stored;
    });
  }
}

function storedAs(stored: ReadonlyMap<string, StoredContact>, { key }: { key: string }): StoredContact {
  const contact = stored.get(key);
  if (contact === undefined) throw new Error('a contact of the batch was neither written nor found');
  return contact;
}
