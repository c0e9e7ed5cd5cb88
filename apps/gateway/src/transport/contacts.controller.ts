import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  BulkContacts,
  ContactChanges,
  ContactInput,
  ContactQuery,
  ContactSearch,
  CreateContact,
  DeleteContact,
  GetContact,
  ListContacts,
  SearchContacts,
  UpdateContact,
  type BulkContactsResult,
  type ContactId,
  type ContactView,
  type Page,
  type ResponseOf,
} from '#contracts';
import type { JsonText } from '#kernel';
import { RpcClient } from '#messaging';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { BulkUpload } from '../clients/bulk-upload.js';
import { PathId } from '../http/path-id.js';
import { splitAtCommas, ListQuery } from '../http/query.js';

/** A thousand rows with all their fields are large. */
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

const contactId = new PathId('cont', 'contact');

@Controller('api/v1/contacts')
export class ContactsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly bulkUpload: BulkUpload,
  ) {}

  @Post()
  @NeedsScope('contacts:write')
  create(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: ContactInput }) contact: ContactInput,
  ): Promise<ContactView> {
    return this.rpc.request(CreateContact, { workspace_id: workspaceId, contact });
  }

  @Get()
  @NeedsScope('contacts:read')
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ContactListQuery }) query: ContactListQuery,
  ): Promise<JsonText<Page<ContactView>>> {
    const { page_size, cursor, tag, segment_id, ...keys } = query;
    return this.rpc.relay(ListContacts, {
      workspace_id: workspaceId,
      page_size,
      cursor,
      filter: { ...keys, tags: tag, segment_ids: segment_id },
    });
  }

  @Post('bulk')
  @HttpCode(200)
  @RouteConfig({ bodyLimit: MAX_BULK_BYTES })
  @NeedsScope('contacts:write')
  bulk(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: BulkContacts }) bulk: BulkContacts,
  ): Promise<BulkContactsResult> {
    return this.bulkUpload.send(workspaceId, bulk);
  }

  @Post('search')
  @HttpCode(200)
  @NeedsScope('contacts:read')
  search(
    @FromCaller() { workspaceId }: Caller,
    @Body({ schema: ContactSearch }) search: ContactSearch,
  ): Promise<JsonText<ResponseOf<typeof SearchContacts>>> {
    return this.rpc.relay(SearchContacts, { workspace_id: workspaceId, ...search });
  }

  @Get(':id')
  @NeedsScope('contacts:read')
  get(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', contactId) id: ContactId,
  ): Promise<JsonText<ContactView>> {
    return this.rpc.relay(GetContact, { workspace_id: workspaceId, contact_id: id });
  }

  @Patch(':id')
  @NeedsScope('contacts:write')
  update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', contactId) id: ContactId,
    @Body({ schema: ContactChanges }) changes: ContactChanges,
  ): Promise<ContactView> {
    return this.rpc.request(UpdateContact, { workspace_id: workspaceId, contact_id: id, changes });
  }

  @Delete(':id')
  @HttpCode(204)
  @NeedsScope('contacts:write')
  async delete(@FromCaller() { workspaceId }: Caller, @Param('id', contactId) id: ContactId): Promise<void> {
    await this.rpc.request(DeleteContact, { workspace_id: workspaceId, contact_id: id });
  }
}
