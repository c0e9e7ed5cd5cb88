import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import {
  onePerAddress,
  repetitionResult,
  rowResult,
  type ContactRow,
  type RowResult,
  type StoredContact,
  type WriteMode,
} from '../domain/contact-batch.js';
import { Contacts } from '../persistence/contacts.js';

/** Stores a batch of contacts. */
@Injectable()
export class WriteContacts {
  constructor(private readonly contacts: Contacts) {}

  /** The result of every row. */
  async execute(workspaceId: Id<'ws'>, mode: WriteMode, all: readonly ContactRow[]): Promise<RowResult[]> {
    const { rows, repetitions } = onePerAddress(all, mode);
    const stored =
      rows.length === 0
        ? new Map<string, StoredContact>()
        : await this.contacts.write(workspaceId, rows, mode);
    return [
      ...rows.map((row) => rowResult(row, storedAs(stored, row), mode)),
      ...repetitions.map((row) => repetitionResult(row, storedAs(stored, row), mode)),
    ];
  }
}

function storedAs(stored: ReadonlyMap<string, StoredContact>, { key }: { key: string }): StoredContact {
  const contact = stored.get(key);
  if (contact === undefined) throw new Error('a contact of the batch was neither written nor found');
  return contact;
}
