import { Injectable } from '@nestjs/common';
import { ResolveFilter } from '#contracts';
import type { BlockingReason } from '#kernel';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { Platforms } from '../../clients/platforms.js';
import { DescribeTexts, FindMessagesWithoutUnsubscribeLink } from '../../sequences/index.js';
import { needsGate, type Preflight } from '../domain/preflight.js';
import { accountErrors } from '../domain/reference-validation.js';
import { isWarmup, mailboxErrors, warmupReasons } from '../domain/warmup.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { AskGate } from './ask-gate.js';

/** Checks with the other services whether a campaign may send. A service that fails has not agreed: nothing changes. */
@Injectable()
export class RunPreflight {
  constructor(
    private readonly askGate: AskGate,
    private readonly deliverability: Deliverability,
    private readonly findMessagesWithoutUnsubscribeLink: FindMessagesWithoutUnsubscribeLink,
    private readonly describeTexts: DescribeTexts,
    private readonly platforms: Platforms,
    private readonly rpc: RpcClient,
  ) {}

  async execute(campaign: StoredCampaign): Promise<Preflight> {
    const { settings, version } = campaign;
    const [hasEligibleContact, accounts, withoutUnsubscribeLink, platformReasons] = await Promise.all([
      this.hasEligibleContact(campaign),
      this.checkAccounts(campaign),
      this.withoutUnsubscribeLink(campaign),
      this.platformReasons(campaign),
    ]);
    return {
      checkedVersion: version,
      hasEligibleContact,
      inactiveAccounts: accountErrors(settings.sending_account_ids, accounts.statusOf),
      warmupReasons: isWarmup(settings)
        ? warmupReasons(settings.sending_account_ids.length, accounts.withoutMailbox)
        : [],
      withoutMailbox: accounts.withoutMailbox,
      withoutUnsubscribeLink,
      platformReasons,
      blockingReasons: accounts.blockingReasons,
    };
  }

  /** A warmup writes to no contact. */
  private async hasEligibleContact({ workspaceId, settings }: StoredCampaign): Promise<boolean> {
    if (isWarmup(settings)) return true;
    const request = { workspace_id: workspaceId, filter: settings.contact_filter };
    return (await this.rpc.request(ResolveFilter, request)).has_eligible;
  }

  private async withoutUnsubscribeLink({ workspaceId, settings }: StoredCampaign): Promise<string[]> {
    if (isWarmup(settings)) return [];
    const ref = { workspace_id: workspaceId, sequence_id: settings.sequence_id };
    return this.findMessagesWithoutUnsubscribeLink.execute(ref);
  }

  private async platformReasons(campaign: StoredCampaign): Promise<readonly BlockingReason[]> {
    const { workspaceId, settings } = campaign;
    if (settings.platform === 'native') return [];
    const ref = { workspace_id: workspaceId, sequence_id: settings.sequence_id };
    return this.platforms.reasonsAgainst(campaign, await this.describeTexts.execute(ref));
  }

  /** One request in either case: the gate's answer has the status of the accounts. */
  private async checkAccounts(campaign: StoredCampaign) {
    const { workspaceId, settings } = campaign;
    if (!needsGate(campaign)) {
      const ids = settings.sending_account_ids;
      const accounts = await this.deliverability.accountsOf(workspaceId, ids);
      const statusOf = new Map([...accounts].map(([id, { status }]) => [id, status]));
      const withoutMailbox = isWarmup(settings)
        ? mailboxErrors(ids, (id) => accounts.get(id)?.imap !== undefined)
        : [];
      return { statusOf, withoutMailbox, blockingReasons: [] };
    }
    const { accounts, blocking_reasons: blockingReasons } = await this.askGate.execute(campaign);
    const statusOf = new Map(accounts.map(({ sending_account_id, status }) => [sending_account_id, status]));
    return { statusOf, withoutMailbox: [], blockingReasons };
  }
}
