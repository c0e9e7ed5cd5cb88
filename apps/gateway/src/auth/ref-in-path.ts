import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { IdPrefix } from '#kernel';
import { PathId } from '../http/path-id.js';
import { callerOf } from './caller.js';

/** The name of an id in requests to services, with its form in the path. */
export class RefInPath {
  constructor(
    readonly field: string,
    readonly pathId: PathId<IdPrefix>,
  ) {}
}

const Ref = createParamDecorator(({ field, pathId }: RefInPath, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id: string } }>>();
  return { workspace_id: callerOf(request).workspaceId, [field]: pathId.transform(request.params.id) };
});

const refTo = (field: string, prefix: IdPrefix, what: string) => (): ParameterDecorator =>
  Ref(new RefInPath(field, new PathId(prefix, what)));

/** The campaign in the path, in the workspace of the caller: a `CampaignRef`. The others likewise. */
export const CampaignInPath = refTo('campaign_id', 'camp', 'campaign');
export const ContactInPath = refTo('contact_id', 'cont', 'contact');
export const JobInPath = refTo('job_id', 'job', 'job');
export const PlatformConnectionInPath = refTo('connection_id', 'pcon', 'platform connection');
export const ReplyInPath = refTo('reply_id', 'rep', 'reply');
export const SegmentInPath = refTo('segment_id', 'seg', 'segment');
export const SendingAccountInPath = refTo('sending_account_id', 'ea', 'sending account');
export const SequenceInPath = refTo('sequence_id', 'seq', 'sequence');
export const WebhookInPath = refTo('webhook_id', 'wh', 'webhook');
