import { Controller, Inject, type Type } from '@nestjs/common';
import { eraseContact, exportContact, type RequestOf, type ServiceName } from '#contracts';
import { ContactRows, Database, type Person } from '#database';
import { uuidOf, type Id } from '#kernel';
import { HandlesRequest } from '#messaging';
import { PERSONS, type PersonData } from './person-data.js';

/** The requests of the operator's tool about the data of one person, which every service handles alike. */
export function contactRowsController(service: ServiceName): Type {
  const [exporting, erasing] = [exportContact(service), eraseContact(service)];

  @Controller()
  class ContactRowsController {
    private readonly rows: ContactRows;

    constructor(database: Database, @Inject(PERSONS) { tables, keep }: PersonData) {
      this.rows = new ContactRows(database, tables, keep);
    }

    @HandlesRequest(exporting)
    async export(request: RequestOf<typeof exporting>) {
      return { rows: await this.rows.export(personOf(request)) };
    }

    @HandlesRequest(erasing)
    async erase(request: RequestOf<typeof erasing>) {
      return { erased: await this.rows.erase(personOf(request)) };
    }
  }
  return ContactRowsController;
}

const personOf = ({
  workspace,
  contact_id,
  email,
}: {
  workspace: Id<'ws'>;
  contact_id: Id<'cont'>;
  email: string;
}): Person => ({
  workspace: uuidOf(workspace),
  contact: uuidOf(contact_id),
  contactId: contact_id,
  email: email.toLowerCase(),
});
