import { z } from 'zod';
import { defineRequest } from './define.js';
import { DomainName, EmailAddress } from './email-address.js';
import { eitherOr, Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

export const SuppressionReason = z.enum(['unsubscribed', 'hard_bounce', 'spam_complaint', 'manual']);
export type SuppressionReason = z.infer<typeof SuppressionReason>;

const EXACT = {
  description: 'Whether addresses of its subdomains may get mail. Only for a domain.',
} as const;

const EMAIL_OR_DOMAIN = eitherOr('email', 'domain');

/** An address or a domain that gets no mail from the workspace. */
export const SuppressionInput = z
  .strictObject({
    email: EmailAddress.optional(),
    domain: DomainName.optional(),
    exact: z.boolean().optional().meta(EXACT),
    reason: z.literal('manual').default('manual'),
  })
  .refine(EMAIL_OR_DOMAIN.holds, EMAIL_OR_DOMAIN.options)
  .refine(({ domain, exact }) => exact === undefined || domain !== undefined, {
    error: 'is only for a domain',
    path: ['exact'],
    params: { code: 'invalid_combination' },
  })
  .meta(EMAIL_OR_DOMAIN.meta);
export type SuppressionInput = z.infer<typeof SuppressionInput>;

export const SuppressionView = z.object({
  id: IdOf('sup'),
  workspace_id: WorkspaceId,
  email: z.string().nullable().meta({ description: 'In lower case; null where it is a domain.' }),
  domain: z.string().nullable().meta({
    description:
      'In lower case: all addresses of the domain and, unless it is `exact`, of its subdomains. Null where it is an address.',
  }),
  /** Absent from a replica of an older release. */
  exact: z.boolean().optional().meta(EXACT),
  reason: SuppressionReason,
  created_at: Instant,
});
export type SuppressionView = z.infer<typeof SuppressionView>;

/** Resolves with the existing suppression and its reason, when there is one. An exact one is widened to subdomains. */
export const AddSuppression = defineRequest({
  subject: 'rpc.enrollment.add-suppression.v1',
  askedBy: ['gateway', 'bus'],
  request: z.object({ workspace_id: WorkspaceId, suppression: SuppressionInput }),
  response: SuppressionView,
});

export const ListSuppressions = defineRequest({
  subject: 'rpc.enrollment.list-suppressions.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId, reason: z.array(SuppressionReason).optional() }),
  response: pageOf(SuppressionView),
});

/** The suppressed contacts may get mail again, unless another suppression matches them. */
export const LiftSuppression = defineRequest({
  subject: 'rpc.enrollment.lift-suppression.v1',
  request: z.object({ workspace_id: WorkspaceId, suppression_id: IdOf('sup') }),
  response: z.object({}),
  refusals: ['not_found'],
});
