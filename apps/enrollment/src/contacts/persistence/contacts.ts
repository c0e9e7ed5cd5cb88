import { Injectable } from '@nestjs/common';
import { Database, named, Outbox, violatedConstraint, type Queryable, type Transaction } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import {
  duplicateContact,
  type ContactRow,
  type GivenFields,
  type StoredContact,
  type WriteMode,
} from '../domain/contact-batch.js';
import type { Contact } from '../domain/contact.js';
import { contactMessages } from '../events/contact-events.js';
import { ChangedContacts } from './changed-contacts.js';
import { contactsOf, type StoredRow } from './contact.row.js';
import { contactColumns, DELETE_CONTACT, UPDATE_CONTACT, WRITE_CONTACTS } from './contacts.sql.js';

interface KeyedRow {
  readonly id: string;
  readonly key: string;
  readonly status: StoredContact['status'];
}

const EXISTING = `
  select id, address as key, 'existing' as status from contact_lookup
  where workspace_id = $1 and address = any($2::text[])`;

const FIND = named(`
  select ${contactColumns('c')} from contact c where workspace_id = $1 and id = $2 and deleted_at is null`);

@Injectable()
export class Contacts {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly changedContacts: ChangedContacts,
    private readonly clock: Clock,
  ) {}

  /** Writes the rows as the mode says, and publishes the contacts that it wrote. The answer is by the rows' keys. */
  async write(
    workspaceId: Id<'ws'>,
    rows: readonly ContactRow[],
    mode: WriteMode,
  ): Promise<ReadonlyMap<string, StoredContact>> {
    const given = JSON.stringify(Object.fromEntries(rows.map(({ key, fields }) => [key, fields])));
    return this.database.transaction(async (tx) => {
      const values = [given, uuidOf(workspaceId), this.clock.now(), mode];
      const changed = await tx.query<KeyedRow & StoredRow>(WRITE_CONTACTS, values);
      await this.noteChanged(tx, changed);
      const written = contactsOf(workspaceId, changed);
      await this.outbox.add(tx, [
        ...contactMessages(
          'created',
          written.filter(({ status }) => status === 'created'),
        ),
        ...contactMessages(
          'updated',
          written.filter(({ status }) => status === 'updated'),
        ),
      ]);

      const keys = new Set(written.map(({ key }) => key));
      const unwritten = rows.map(({ key }) => key).filter((key) => !keys.has(key));
      const existing = unwritten.length === 0 ? [] : await existingOf(tx, workspaceId, unwritten);
      return new Map([...written, ...existing].map(({ key, id, status }) => [key, { id, status }]));
    });
  }

  find(workspaceId: Id<'ws'>, id: Id<'cont'>): Promise<Contact | undefined> {
    return find(this.database, workspaceId, id);
  }

  /** Also that of a deleted one. */
  async idOfAddress(workspaceId: Id<'ws'>, email: string): Promise<Id<'cont'> | null> {
    const [row] = await this.database.query<{ id: string }>(
      'select id from contact where workspace_id = $1 and lower(email) collate "C" = lower($2)',
      [uuidOf(workspaceId), email],
    );
    return row === undefined ? null : idOf('cont', row.id);
  }

  /**
   * Publishes the contact where that changes it. Undefined when there is none; `duplicate_contact` when another one has the
   * address.
   */
  async update(workspaceId: Id<'ws'>, id: Id<'cont'>, given: GivenFields): Promise<Contact | undefined> {
    try {
      return await this.database.transaction(async (tx) => {
        const values = [uuidOf(workspaceId), uuidOf(id), JSON.stringify(given), this.clock.now()];
        const changed = await tx.query<StoredRow>(UPDATE_CONTACT, values);
        await this.noteChanged(tx, changed);
        const updated = contactsOf(workspaceId, changed);
        await this.outbox.add(tx, contactMessages('updated', updated));
        return updated[0] ?? (await find(tx, workspaceId, id));
      });
    } catch (error) {
      if (violatedConstraint(error) === 'contact_email') throw duplicateContact();
      throw error;
    }
  }

  /** False when there is none. Planned sends of the contact are refused when they are confirmed. */
  delete(workspaceId: Id<'ws'>, id: Id<'cont'>): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const values = [uuidOf(workspaceId), uuidOf(id), this.clock.now()];
      const deleted = await tx.query<StoredRow>(DELETE_CONTACT, values);
      await this.outbox.add(tx, contactMessages('deleted', contactsOf(workspaceId, deleted)));
      return deleted.length > 0;
    });
  }

  /** Has the contacts matched again. */
  private async noteChanged(tx: Transaction, rows: readonly StoredRow[]): Promise<void> {
    const [first] = rows;
    if (first !== undefined)
      await this.changedContacts.note(
        tx,
        first.workspace_id,
        rows.map(({ id }) => id),
      );
  }
}

async function find(
  database: Queryable,
  workspaceId: Id<'ws'>,
  id: Id<'cont'>,
): Promise<Contact | undefined> {
  const found = await database.query<StoredRow>(FIND, [uuidOf(workspaceId), uuidOf(id)]);
  return contactsOf(workspaceId, found)[0];
}

async function existingOf(tx: Transaction, workspaceId: Id<'ws'>, keys: readonly string[]) {
  const rows = await tx.query<KeyedRow>(EXISTING, [uuidOf(workspaceId), keys]);
  return rows.map((row) => ({ ...row, id: idOf('cont', row.id) }));
}
