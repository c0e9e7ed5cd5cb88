import { z } from 'zod';
import { defineRequest } from './define.js';
import { DomainName } from './email-address.js';
import { Instant } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';
import { AuthResult } from './sending-account-input.js';

/** A TXT record of the DNS. */
export const DnsText = z.object({ name: z.string(), value: z.string() });

/** SPF, DKIM or DMARC of a domain. */
export const AuthenticationCheck = z.object({
  result: AuthResult.meta({
    description:
      'The worst one of the accounts of the domain. `unknown`: no name server answered, or the selectors of DKIM are not known.',
  }),
  records: z.array(DnsText).meta({ description: 'The records that were found.' }),
  problem: z.string().nullable().meta({ description: 'Why it does not pass.' }),
  warning: z
    .string()
    .nullable()
    .meta({ description: 'A weakness of records that pass, such as the DMARC policy `none`.' }),
  publish: DnsText.nullable().meta({
    description: 'The record to publish instead. Null where nothing is wrong or somebody has to choose.',
  }),
});

export const DmarcPolicy = z.enum(['none', 'quarantine', 'reject']);

/** The authentication of a domain that sending accounts of the workspace send from. */
export const SendingDomainView = z.object({
  id: IdOf('dom'),
  domain: z.string(),
  spf: AuthenticationCheck,
  dkim: AuthenticationCheck,
  dmarc: AuthenticationCheck.extend({ policy: DmarcPolicy.nullable() }),
  accounts: z.number().int().meta({ description: 'Sending accounts of the domain.' }),
  first_seen_at: Instant.meta({
    description: 'The start of the first sending account of the domain, here or in its imported warmup.',
  }),
  checked_at: Instant.nullable().meta({ description: 'The latest check; null before the first one.' }),
  known_at: Instant.nullable().meta({ description: 'The latest check to which all name servers answered.' }),
});
export type SendingDomainView = z.infer<typeof SendingDomainView>;

export const SendingDomainRef = z.object({
  workspace_id: WorkspaceId,
  domain: DomainName.overwrite((domain) => domain.toLowerCase()).meta({ examples: ['outreach.example'] }),
});

export const ListSendingDomains = defineRequest({
  subject: 'rpc.deliverability.list-sending-domains.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId }),
  response: pageOf(SendingDomainView),
});

export const GetSendingDomain = defineRequest({
  subject: 'rpc.deliverability.get-sending-domain.v1',
  request: SendingDomainRef,
  response: SendingDomainView,
  refusals: ['not_found'],
});

/** Looks the domain up at once. Resolves within ten seconds, even when no name server answers. */
export const CheckSendingDomain = defineRequest({
  subject: 'rpc.deliverability.check-sending-domain.v1',
  request: SendingDomainRef,
  response: SendingDomainView,
  refusals: ['not_found'],
  timeoutMs: 10_000,
});
