import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  BulkUpsertContacts,
  CreateContact,
  DeleteContact,
  GetContact,
  GetRecipient,
  ResolveFilter,
  UpdateContact,
  type BulkContactResult,
  type BulkContactsResult,
  type ContactView,
  type Recipient,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { notFound } from '#kernel';
import { HandlesRequest } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import { duplicateContact } from '../domain/contact-batch.js';
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
  async bulkUpsert(
    @Payload() { workspace_id, mode, contacts }: RequestOf<typeof BulkUpsertContacts>,
  ): Promise<BulkContactsResult> {
    const { rows, failed } = parseContacts(contacts);
    const stored = await this.writeContacts.execute(workspace_id, mode, rows);
    this.enrolling.wakeMatching();
    return bulkResult([...failed, ...stored].toSorted((one, other) => one.index - other.index));
  }

  @HandlesRequest(CreateContact)
  async create(@Payload() { workspace_id, contact }: RequestOf<typeof CreateContact>): Promise<ContactView> {
    const [result] = await this.writeContacts.execute(workspace_id, 'create', [rowOf(contact, 0)]);
    if (result === undefined || result.status === 'failed') throw duplicateContact();
    this.enrolling.wakeMatching();
    return this.get({ workspace_id, contact_id: result.id });
  }

  @HandlesRequest(GetContact)
  async get(@Payload() { workspace_id, contact_id }: RequestOf<typeof GetContact>): Promise<ContactView> {
    const contact = await this.contacts.find(workspace_id, contact_id);
    if (contact === undefined) throw notFound('contact', contact_id);
    return contactView(contact);
  }

  @HandlesRequest(GetRecipient)
  async recipient(
    @Payload() { workspace_id, contact_id }: RequestOf<typeof GetRecipient>,
  ): Promise<Recipient> {
    const contact = await this.contacts.find(workspace_id, contact_id);
    if (contact === undefined) throw notFound('contact', contact_id);
    return recipientView(contact.id, contact);
  }

  @HandlesRequest(UpdateContact)
  async update(
    @Payload() { workspace_id, contact_id, changes }: RequestOf<typeof UpdateContact>,
  ): Promise<ContactView> {
    const given = givenFields(changes);
    const contact = await this.contacts.update(workspace_id, contact_id, given);
    if (contact === undefined) throw notFound('contact', contact_id);
    this.enrolling.wakeMatching();
    return contactView(contact);
  }

  @HandlesRequest(DeleteContact)
  async delete(
    @Payload() { workspace_id, contact_id }: RequestOf<typeof DeleteContact>,
  ): Promise<ResponseOf<typeof DeleteContact>> {
    const deleted = await this.contacts.delete(workspace_id, contact_id);
    if (!deleted) throw notFound('contact', contact_id);
    return {};
  }

  @HandlesRequest(ResolveFilter)
  async resolveFilter(
    @Payload() { workspace_id, filter }: RequestOf<typeof ResolveFilter>,
  ): Promise<ResponseOf<typeof ResolveFilter>> {
    const { conditions, unknown } = await this.segments.named(workspace_id, filter);
    return {
      has_eligible: await this.contactList.hasEligible(workspace_id, filter, conditions),
      unknown_segment_ids: [...unknown],
    };
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
