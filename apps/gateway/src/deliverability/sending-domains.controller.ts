import { Controller, Param, Query } from '@nestjs/common';
import {
  CheckSendingDomain,
  examples,
  GetSendingDomain,
  ListSendingDomains,
  type Page,
  type SendingDomainView,
} from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { PathDomain } from '../http/path-domain.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';

@Controller('api/v1/deliverability/domains')
export class SendingDomainsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '', {
    id: 'listSendingDomains',
    summary: 'List the domains of the sending accounts, with their SPF, DKIM and DMARC',
    description: 'Each domain is looked up when its first sending account is added, and then once a day.',
    access: ['sending_accounts:read'],
    contract: ListSendingDomains,
    examples: { response: examples.pageWith(examples.SENDING_DOMAIN) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<SendingDomainView>>> {
    return this.rpc.relay(ListSendingDomains, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Route('GET', ':domain', {
    id: 'getSendingDomain',
    summary: 'Get a domain of the sending accounts, with its SPF, DKIM and DMARC',
    access: ['sending_accounts:read'],
    contract: GetSendingDomain,
    examples: { response: examples.SENDING_DOMAIN },
  })
  get(
    @FromCaller() { workspaceId }: Caller,
    @Param('domain', new PathDomain()) domain: string,
  ): Promise<SendingDomainView> {
    return this.rpc.request(GetSendingDomain, { workspace_id: workspaceId, domain });
  }

  @Route('POST', ':domain/check', {
    id: 'checkSendingDomain',
    summary: 'Look up SPF, DKIM and DMARC of a domain now',
    description:
      'The results hold for all sending accounts of the domain at once. A check that is less than ten seconds old is answered again.',
    access: ['sending_accounts:write'],
    contract: CheckSendingDomain,
    examples: { response: examples.SENDING_DOMAIN },
  })
  check(
    @FromCaller() { workspaceId }: Caller,
    @Param('domain', new PathDomain()) domain: string,
  ): Promise<SendingDomainView> {
    return this.rpc.request(CheckSendingDomain, { workspace_id: workspaceId, domain });
  }
}
