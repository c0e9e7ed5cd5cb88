import { Injectable } from '@nestjs/common';
import { Database, Outbox, violatedConstraint } from '#database';
import { Clock } from '#kernel';
import { duplicateContact, type GivenFields } from '../domain/contact-batch.js';
import { ChangedContacts } from '../persistence/changed-contacts.js';
import { contactMessages } from '../events/contact-events.js';
import { Contacts, type Contact } from '../persistence/contacts.js';

/** Changes a contact, publishes it, and notes the contact for the workspace's campaigns to match. */
@Injectable()
export class ChangeContact {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly contacts: Contacts,
    private readonly changedContacts: ChangedContacts,
    private readonly clock: Clock,
  ) {}

  /** Undefined when there is none; `duplicate_contact` when another one has the address. */
  async execute(workspaceId: string, id: string, given: GivenFields): Promise<Contact | undefined> {
    const now = this.clock.now();
    try {
      return await this.database.transaction(async (tx) => {
        const contact = await this.contacts.update(tx, { workspaceId, id, given, now });
        if (contact === undefined) return contact;
        await this.outbox.add(tx, contactMessages('updated', [contact]));
        await this.changedContacts.note(tx, workspaceId, [id]);
        return contact;
      });
    } catch (error) {
      if (violatedConstraint(error) === 'contact_email') throw duplicateContact();
      throw error;
    }
  }
}
