import { Controller } from '@nestjs/common';
import { CheckSendingDomain, GetSendingDomain, ListSendingDomains, type RequestOf } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { HandlesRequest, pageFrom } from '#messaging';
import type { SendingDomain } from '../domain/sending-domain.js';
import { SendingDomains } from '../persistence/sending-domains.js';
import { CheckDomain } from '../use-cases/check-domain.js';
import { sendingDomainView } from '../views/sending-domain.view.js';

/** A second request within this time is answered from the check before, so that nobody has a zone flooded with questions. */
const FRESH_MS = 10_000;

type Ref = RequestOf<typeof GetSendingDomain>;

@Controller()
export class SendingDomainsController {
  constructor(
    private readonly domains: SendingDomains,
    private readonly checkDomain: CheckDomain,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(ListSendingDomains)
  async list(query: RequestOf<typeof ListSendingDomains>) {
    const found = await this.domains.page(query);
    return pageFrom(found.map(sendingDomainView), { size: query.page_size });
  }

  @HandlesRequest(GetSendingDomain)
  async get(ref: Ref) {
    return sendingDomainView(await this.found(ref));
  }

  @HandlesRequest(CheckSendingDomain)
  async check(ref: Ref) {
    const domain = await this.found(ref);
    const age = this.clock.now().getTime() - (domain.checked_at?.getTime() ?? 0);
    if (age < FRESH_MS) return sendingDomainView(domain);

    await this.checkDomain.execute(domain);
    return sendingDomainView(await this.found(ref));
  }

  private async found({ workspace_id, domain: name }: Ref): Promise<SendingDomain> {
    const [domain] = await this.domains.named(workspace_id, [name]);
    if (domain !== undefined && domain.accounts > 0) return domain;
    throw new DomainError(
      'not_found',
      'not_found',
      `no sending account of the workspace has the domain ${name}`,
    );
  }
}
