import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ContactIds,
  EnrollmentStatus,
  IdOf,
  ListEnrollments,
  MAX_ENROLL_JOB,
  MAX_NAMED_CONTACTS,
  RemoveContacts,
  type CampaignId,
  type JobAccepted,
  type EnrollmentView,
  type EnrollResult,
  type Page,
  type ResponseOf,
} from '#contracts';
import type { JsonText } from '#kernel';
import { RpcClient } from '#messaging';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { CampaignLists } from '../clients/campaign-lists.js';
import { contactIdsIn, EnrollNamed } from '../clients/enroll-named.js';
import { EnrollUpload } from '../clients/enroll-upload.js';
import { PathId } from '../http/path-id.js';
import { anyOf, ListQuery } from '../http/query.js';

const EnrollmentQuery = ListQuery.extend({
  status: anyOf(EnrollmentStatus).optional(),
  contact_id: IdOf('cont').optional(),
});
type EnrollmentQuery = z.infer<typeof EnrollmentQuery>;

/** A hundred thousand ids have 3.2 MB. */
const MAX_ENROLL_BYTES = 4_000_000;

const EnrollInput = z.strictObject({
  contact_ids: z
    .array(z.string().max(100))
    .min(1)
    .max(MAX_ENROLL_JOB, { error: 'must name at most 100,000 contacts' }),
});
type EnrollInput = z.infer<typeof EnrollInput>;

const RemoveInput = z.strictObject({
  contact_ids: ContactIds,
  stop_pending_sends: z.boolean().default(false),
});
type RemoveInput = z.infer<typeof RemoveInput>;

const campaignId = new PathId('camp', 'campaign');

/** Who takes part in a campaign. */
@Controller('api/v1/campaigns/:id')
export class CampaignContactsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly lists: CampaignLists,
    private readonly enrollNamed: EnrollNamed,
    private readonly enrollUpload: EnrollUpload,
  ) {}

  @Get('enrollments')
  @NeedsScope('campaigns:read')
  async list(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Query({ schema: EnrollmentQuery }) query: EnrollmentQuery,
  ): Promise<JsonText<Page<EnrollmentView>>> {
    const ref = { workspace_id: workspaceId, campaign_id: id };
    return this.lists.page(ListEnrollments, { ...ref, ...query });
  }

  @Post('enroll')
  @HttpCode(200)
  @RouteConfig({ bodyLimit: MAX_ENROLL_BYTES })
  @NeedsScope('campaigns:write')
  async enroll(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: EnrollInput }) input: EnrollInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrollResult | JobAccepted> {
    const ref = { workspace_id: workspaceId, campaign_id: id };
    const named = [...new Set(input.contact_ids)];
    if (named.length <= MAX_NAMED_CONTACTS) return this.enrollNamed.send(ref, named);

    const job_id = await this.enrollUpload.send(ref, contactIdsIn(named));
    reply.status(202);
    return { job_id, status_url: `/api/v1/jobs/${job_id}/` };
  }

  @Post('remove-contacts')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  remove(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: RemoveInput }) input: RemoveInput,
  ): Promise<ResponseOf<typeof RemoveContacts>> {
    return this.rpc.request(RemoveContacts, { workspace_id: workspaceId, campaign_id: id, ...input });
  }
}
