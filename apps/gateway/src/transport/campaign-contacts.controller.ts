import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ContactIds,
  EnrollContacts,
  EnrollmentStatus,
  GetCampaign,
  IdOf,
  ListEnrollments,
  PageQuery,
  RemoveContacts,
  type CampaignId,
  type EnrollmentView,
  type EnrollResult,
  type Page,
  type ResponseOf,
} from '#contracts';
import { RpcClient } from '#messaging';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { anyOf } from '../http/query.js';

const EnrollmentQuery = PageQuery.extend({
  status: anyOf(EnrollmentStatus).optional(),
  contact_id: IdOf('cont').optional(),
});
type EnrollmentQuery = z.infer<typeof EnrollmentQuery>;

const EnrollInput = z.strictObject({ contact_ids: ContactIds });
type EnrollInput = z.infer<typeof EnrollInput>;

const RemoveInput = EnrollInput.extend({ stop_pending_sends: z.boolean().default(false) });
type RemoveInput = z.infer<typeof RemoveInput>;

const campaignId = new PathId('camp', 'campaign');

/** Who takes part in a campaign. */
@Controller('api/v1/campaigns/:id')
export class CampaignContactsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('enrollments')
  @NeedsScope('campaigns:read')
  async list(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Query({ schema: EnrollmentQuery }) query: EnrollmentQuery,
  ): Promise<Page<EnrollmentView>> {
    const ref = { workspace_id: workspaceId, campaign_id: id };
    await this.rpc.request(GetCampaign, ref);
    return this.rpc.request(ListEnrollments, { ...ref, ...query });
  }

  @Post('enroll')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  enroll(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: EnrollInput }) input: EnrollInput,
  ): Promise<EnrollResult> {
    return this.rpc.request(EnrollContacts, { workspace_id: workspaceId, campaign_id: id, ...input });
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
