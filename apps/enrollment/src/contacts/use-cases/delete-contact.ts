import { Injectable } from '@nestjs/common';
import { Database, Outbox } from '#database';
import { Clock } from '#kernel';
import { contactMessages } from '../events/contact-events.js';
import { Contacts } from '../persistence/contacts.js';

/** Deletes a contact and tells of it. Sends that are planned find out when they ask for the last time. */
@Injectable()
export class DeleteContact {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly contacts: Contacts,
    private readonly clock: Clock,
  ) {}

  /** False when there is none. */
  execute(workspaceId: string, id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const contact = await this.contacts.delete(tx, workspaceId, id, this.clock.now());
      if (contact === undefined) return false;
      await this.outbox.add(tx, contactMessages('deleted', [contact]));
      return true;
    });
  }
}
