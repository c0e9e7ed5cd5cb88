import { Injectable } from '@nestjs/common';
import { Database, named, Outbox, violatedConstraint, type Transaction } from '#database';
import { Clock } from '#kernel';
import type { EventMessage } from '#messaging';
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
import { contactColumns, DELETE_CONTACT, UPDATE_CONTACT, WRITE_CONTACTS } from './contacts.sql.js';

type Keyed = StoredContact & { readonly key: string };

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
    workspaceId: string,
    rows: readonly ContactRow[],
    mode: WriteMode,
  ): Promise<ReadonlyMap<string, StoredContact>> {
    const given = JSON.stringify(Object.fromEntries(rows.map(({ key, fields }) => [key, fields])));
    return this.database.transaction(async (tx) => {
      const written = await tx.query<Keyed & Contact>(WRITE_CONTACTS, [
        given,
        workspaceId,
        this.clock.now(),
        mode,
      ]);
      await this.publish(
        tx,
        workspaceId,
        [
          ...contactMessages(
            'created',
            written.filter(({ status }) => status === 'created'),
          ),
          ...contactMessages(
            'updated',
            written.filter(({ status }) => status === 'updated'),
          ),
        ],
        written,
      );

      const keys = new Set(written.map(({ key }) => key));
      const unwritten = rows.map(({ key }) => key).filter((key) => !keys.has(key));
      const existing = unwritten.length === 0 ? [] : await this.existing(tx, workspaceId, unwritten);
      return new Map([...written, ...existing].map(({ key, id, status }) => [key, { id, status }]));
    });
  }

  /** Has the messages published and the contacts matched again. */
  private async publish(
    tx: Transaction,
    workspaceId: string,
    messages: readonly EventMessage[],
    contacts: readonly Contact[],
  ): Promise<void> {
    await this.outbox.add(tx, messages);
    await this.changedContacts.note(
      tx,
      workspaceId,
      contacts.map(({ id }) => id),
    );
  }

  private existing(tx: Transaction, workspaceId: string, keys: readonly string[]): Promise<Keyed[]> {
    return tx.query<Keyed>(EXISTING, [workspaceId, keys]);
  }

  async find(workspaceId: string, id: string): Promise<Contact | undefined> {
    const [contact] = await this.database.query<Contact>(FIND, [workspaceId, id]);
    return contact;
  }

  /** Undefined when there is none; `duplicate_contact` when another one has the address. */
  async update(workspaceId: string, id: string, given: GivenFields): Promise<Contact | undefined> {
    try {
      return await this.database.transaction(async (tx) => {
        const values = [workspaceId, id, JSON.stringify(given), this.clock.now()];
        const updated = await tx.query<Contact>(UPDATE_CONTACT, values);
        await this.publish(tx, workspaceId, contactMessages('updated', updated), updated);
        return updated[0];
      });
    } catch (error) {
      if (violatedConstraint(error) === 'contact_email') throw duplicateContact();
      throw error;
    }
  }

  /** False when there is none. Planned sends of the contact are refused when they are confirmed. */
  delete(workspaceId: string, id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const deleted = await tx.query<Contact>(DELETE_CONTACT, [workspaceId, id, this.clock.now()]);
      await this.outbox.add(tx, contactMessages('deleted', deleted));
      return deleted.length > 0;
    });
  }
}
