import { Controller } from '@nestjs/common';
import {
  BulkUpsertContacts,
  CreateContact,
  DeleteContact,
  FindContactByAddress,
  GetContact,
  GetRecipient,
  ResolveFilter,
  UpdateContact,
  type BulkContactResult,
  type BulkContactsResult,
  type RequestOf,
} from '#contracts';
import { notFound } from '#kernel';
import { HandlesRequest } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import { duplicateContact } from '../domain/contact-batch.js';
import type { Contact } from '../domain/contact.js';
import { ContactList } from '../persistence/contact-list.js';
import { Contacts } from '../persistence/contacts.js';
import { FilterSegments } from '../persistence/filter-segments.js';
import { WriteContacts } from '../use-cases/write-contacts.js';
import { contactView, recipientView } from '../views/contact.view.js';
import { givenFields, parseContacts, rowOf } from './parse-contacts.js';

@Controller()
export class ContactsController {
  constructor(
    private readonly contacts: Contacts,
    private readonly contactList: ContactList,
    private readonly segments: FilterSegments,
    private readonly writeContacts: WriteContacts,
    private readonly enrolling: EnrollingWork,
  ) {}

  @HandlesRequest(BulkUpsertContacts)
  async bulkUpsert({ workspace_id, mode, contacts }: RequestOf<typeof BulkUpsertContacts>) {
    const { rows, failed } = parseContacts(contacts);
    const stored = await this.writeContacts.execute(workspace_id, mode, rows);
    this.enrolling.wakeMatching();
    return bulkResult([...failed, ...stored].toSorted((one, other) => one.index - other.index));
  }

  @HandlesRequest(CreateContact)
  async create({ workspace_id, contact }: RequestOf<typeof CreateContact>) {
    const [result] = await this.writeContacts.execute(workspace_id, 'create', [rowOf(contact, 0)]);
    if (result === undefined || result.status === 'failed') throw duplicateContact();
    this.enrolling.wakeMatching();
    return this.get({ workspace_id, contact_id: result.id });
  }

  @HandlesRequest(GetContact)
  async get(ref: RequestOf<typeof GetContact>) {
    return contactView(await this.find(ref));
  }

  @HandlesRequest(GetRecipient)
  async recipient(ref: RequestOf<typeof GetRecipient>) {
    const contact = await this.find(ref);
    return recipientView(contact.id, contact);
  }

  @HandlesRequest(UpdateContact)
  async update({ workspace_id, contact_id, changes }: RequestOf<typeof UpdateContact>) {
    const given = givenFields(changes);
    const contact = await this.contacts.update(workspace_id, contact_id, given);
    if (contact === undefined) throw notFound('contact', contact_id);
    this.enrolling.wakeMatching();
    return contactView(contact);
  }

  @HandlesRequest(DeleteContact)
  async delete({ workspace_id, contact_id }: RequestOf<typeof DeleteContact>) {
    const deleted = await this.contacts.delete(workspace_id, contact_id);
    if (!deleted) throw notFound('contact', contact_id);
    return {};
  }

  @HandlesRequest(FindContactByAddress)
  async idOfAddress({ workspace_id, email }: RequestOf<typeof FindContactByAddress>) {
    return { contact_id: await this.contacts.idOfAddress(workspace_id, email) };
  }

  @HandlesRequest(ResolveFilter)
  async resolveFilter({ workspace_id, filter }: RequestOf<typeof ResolveFilter>) {
    const { conditions, unknown } = await this.segments.named(workspace_id, filter);
    return {
      has_eligible: await this.contactList.hasEligible(workspace_id, filter, conditions),
      unknown_segment_ids: [...unknown],
    };
  }

  private async find({ workspace_id, contact_id }: RequestOf<typeof GetContact>): Promise<Contact> {
    const contact = await this.contacts.find(workspace_id, contact_id);
    if (contact === undefined) throw notFound('contact', contact_id);
    return contact;
  }
}

function bulkResult(results: BulkContactResult[]): BulkContactsResult {
  const count = (status: BulkContactResult['status']): number =>
    results.filter((result) => result.status === status).length;
  return {
    created: count('created'),
    updated: count('updated'),
    skipped: count('skipped'),
    failed: count('failed'),
    results,
  };
}
