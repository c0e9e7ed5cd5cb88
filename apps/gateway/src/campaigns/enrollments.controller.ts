import { Body, Controller, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  ContactIds,
  EnrollContacts,
  EnrollmentStatus,
  examples,
  IdOf,
  JobAccepted,
  ListEnrollments,
  MAX_ENROLL_JOB,
  MAX_NAMED_CONTACTS,
  RemoveContacts,
  type CampaignRef,
  type EnrollmentView,
  type EnrollResult,
  type Page,
  type ResponseOf,
} from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';
import { CampaignInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { CampaignLists } from './campaign-lists.js';
import { EnrollBatch } from './enroll-batch.js';
import { StartEnrollJob } from './start-enroll-job.js';

const EnrollmentQuery = ListQuery.extend({
  status: anyOf(EnrollmentStatus).optional(),
  contact_id: IdOf('cont').optional(),
});
type EnrollmentQuery = z.infer<typeof EnrollmentQuery>;

/** A hundred thousand ids need 3.2 MB. */
const MAX_ENROLL_BYTES = 4_000_000;

/** A malformed id is reported as it was given, but for characters that no id has: 5,000 of them must fit into a message. */
const printable = (id: string): string => id.replaceAll(/[^ -~]/g, '?');

const EnrollInput = z.strictObject({
  contact_ids: z
    .array(z.string().max(100).overwrite(printable))
    .min(1)
    .max(MAX_ENROLL_JOB, { error: 'must name at most 100,000 contacts' }),
});
type EnrollInput = z.infer<typeof EnrollInput>;

const RemoveInput = z.strictObject({
  contact_ids: ContactIds,
  stop_pending_sends: z.boolean().default(false),
});
type RemoveInput = z.infer<typeof RemoveInput>;

/** The enrollments of a campaign. */
@Controller('api/v1/campaigns/:id')
export class EnrollmentsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly lists: CampaignLists,
    private readonly enrollBatch: EnrollBatch,
    private readonly startEnrollJob: StartEnrollJob,
  ) {}

  @Route('GET', 'enrollments', {
    id: 'listEnrollments',
    summary: 'List the enrollments of a campaign',
    access: ['campaigns:read'],
    contract: ListEnrollments,
    examples: { response: examples.pageWith(examples.ENROLLMENT) },
  })
  async list(
    @CampaignInPath() ref: CampaignRef,
    @Query({ schema: EnrollmentQuery }) query: EnrollmentQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<EnrollmentView>>> {
    return this.lists.page(ListEnrollments, { ...ref, ...query }, cursorKey);
  }

  @Route('POST', 'enroll', {
    id: 'enrollContacts',
    summary: 'Enroll contacts',
    description:
      'The contacts need not match the filter of the campaign. A repeated request enrolls nobody twice. Up to 1,000 contacts are enrolled at once; more, up to 100,000, by a job.',
    access: ['campaigns:write'],
    bodyLimit: MAX_ENROLL_BYTES,
    contract: EnrollContacts,
    accepted: JobAccepted,
    examples: {
      request: { contact_ids: [...examples.IDS.contacts] },
      response: examples.ENROLL_RESULT,
      accepted: examples.jobAccepted(examples.IDS.enrollJob),
    },
  })
  async enroll(
    @CampaignInPath() ref: CampaignRef,
    @Body({ schema: EnrollInput }) input: EnrollInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrollResult | JobAccepted> {
    const named = [...new Set(input.contact_ids)];
    if (named.length <= MAX_NAMED_CONTACTS) return this.enrollBatch.send(ref, named);

    const job_id = await this.startEnrollJob.send(ref, named);
    reply.status(202);
    return { job_id, status_url: `/api/v1/jobs/${job_id}/` };
  }

  @Route('POST', 'remove-contacts', {
    id: 'removeContacts',
    summary: 'Remove contacts from a campaign',
    description: 'A send that is already scheduled still goes out, unless `stop_pending_sends` is true.',
    access: ['campaigns:write'],
    contract: RemoveContacts,
    examples: {
      request: { contact_ids: [examples.IDS.contacts[0]], stop_pending_sends: true },
      response: { removed: 1, canceled_sends: 1, not_enrolled: 0 },
    },
  })
  remove(
    @CampaignInPath() ref: CampaignRef,
    @Body({ schema: RemoveInput }) input: RemoveInput,
  ): Promise<ResponseOf<typeof RemoveContacts>> {
    return this.rpc.request(RemoveContacts, { ...ref, ...input });
  }
}
