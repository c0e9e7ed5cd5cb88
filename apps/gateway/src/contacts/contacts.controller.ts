import { Body, Controller, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  BulkContacts,
  BulkContactsResult,
  ContactChanges,
  ContactInput,
  ContactQuery,
  ContactSearch,
  CreateContact,
  DeleteContact,
  examples,
  GetContact,
  ListContacts,
  SearchContacts,
  UpdateContact,
  type ContactRef,
  type ContactView,
  type Page,
  type ResponseOf,
} from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { ContactInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { ListQuery, splitAtCommas } from '../http/query.js';
import { Route } from '../http/route.js';
import { BulkUpload } from './bulk-upload.js';

/** A thousand rows with all fields need several megabytes. */
const MAX_BULK_BYTES = 8_000_000;

const KEYS = ContactQuery.shape;

const ContactListQuery = ListQuery.extend({
  icp_tier: z.preprocess(splitAtCommas, KEYS.icp_tier),
  grade: z.preprocess(splitAtCommas, KEYS.grade),
  tag: z.preprocess(splitAtCommas, KEYS.tags),
  verification_status: z.preprocess(splitAtCommas, KEYS.verification_status),
  segment_id: z.preprocess(splitAtCommas, KEYS.segment_ids),
  search: KEYS.search,
  created_after: KEYS.created_after,
  updated_after: KEYS.updated_after,
});
type ContactListQuery = z.infer<typeof ContactListQuery>;

@Controller('api/v1/contacts')
export class ContactsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly bulkUpload: BulkUpload,
  ) {}

  @Route('POST', '', {
    id: 'createContact',
    summary: 'Create a contact',
    access: ['contacts:write'],
    status: 201,
    contract: CreateContact,
    examples: { request: examples.CONTACT_INPUT, response: examples.CONTACT },
  })
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: ContactInput }) contact: ContactInput,
  ): Promise<ContactView> {
    return this.rpc.request(CreateContact, { workspace_id: workspaceId, contact });
  }

  @Route('GET', '', {
    id: 'listContacts',
    summary: 'List the contacts',
    access: ['contacts:read'],
    contract: ListContacts,
    examples: { response: examples.pageWith(examples.CONTACT) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ContactListQuery }) query: ContactListQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<ContactView>>> {
    const { page_size, cursor, tag, segment_id, ...keys } = query;
    return this.rpc.relay(
      ListContacts,
      {
        workspace_id: workspaceId,
        page_size,
        cursor,
        filter: { ...keys, tags: tag, segment_ids: segment_id },
      },
      cursorKey,
    );
  }

  @Route('POST', 'bulk', {
    id: 'bulkWriteContacts',
    summary: 'Create or update up to 1,000 contacts',
    description: 'A row with errors fails alone, and the other rows are written.',
    access: ['contacts:write'],
    limits: 'bulk',
    bodyLimit: MAX_BULK_BYTES,
    response: BulkContactsResult,
    examples: { request: examples.BULK_CONTACTS, response: examples.BULK_CONTACTS_RESULT },
  })
  bulk(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: BulkContacts }) bulk: BulkContacts,
  ): Promise<BulkContactsResult> {
    return this.bulkUpload.send(workspaceId, bulk);
  }

  @Route('POST', 'search', {
    id: 'searchContacts',
    summary: 'Search contacts, with the exact number of matches',
    access: ['contacts:read'],
    limits: 'read',
    contract: SearchContacts,
    examples: {
      request: { filter: { icp_tier: ['A'], country: ['DE'] }, page_size: 100 },
      response: { ...examples.pageWith(examples.CONTACT), total: 1_480 },
    },
  })
  search(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: ContactSearch }) search: ContactSearch,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<ResponseOf<typeof SearchContacts>>> {
    return this.rpc.relay(SearchContacts, { workspace_id: workspaceId, ...search }, cursorKey);
  }

  @Route('GET', ':id', {
    id: 'getContact',
    summary: 'Get a contact',
    access: ['contacts:read'],
    contract: GetContact,
    examples: { response: examples.CONTACT },
  })
  get(@ContactInPath() ref: ContactRef): Promise<JsonBytes<ContactView>> {
    return this.rpc.relay(GetContact, ref);
  }

  @Route('PATCH', ':id', {
    id: 'updateContact',
    summary: 'Change a contact',
    description: 'A field that is absent does not change, null clears it, and custom fields are merged.',
    access: ['contacts:write'],
    contract: UpdateContact,
    examples: {
      request: { title: 'Chief Operating Officer', phone: null },
      response: { ...examples.CONTACT, title: 'Chief Operating Officer' },
    },
  })
  update(
    @ContactInPath() ref: ContactRef,
    @Body({ schema: ContactChanges }) changes: ContactChanges,
  ): Promise<ContactView> {
    return this.rpc.request(UpdateContact, { ...ref, changes });
  }

  @Audited({ action: 'contact.deleted' })
  @Route('DELETE', ':id', {
    id: 'deleteContact',
    summary: 'Delete a contact',
    access: ['contacts:write'],
    response: null,
  })
  async delete(@ContactInPath() ref: ContactRef): Promise<void> {
    await this.rpc.request(DeleteContact, ref);
  }
}
