import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { PlatformError } from '../../clients/platform-error.js';
import type { Opened } from '../../connections/index.js';
import { failed, notFound } from '../domain/failed.js';
import { lookedAt } from '../domain/looked-at.js';
import { NEW_RUN, type Action, type Run } from '../domain/next-action.js';
import { noAccounts } from '../domain/no-accounts.js';
import { planOf } from '../domain/plan.js';
import type { StoredLink } from '../persistence/link.row.js';
import type { StoredChange } from '../persistence/links.js';
import { WaitingLeads } from '../persistence/waiting-leads.js';
import { FindUsableAccounts } from './find-usable-accounts.js';

/** The result of a step: the changed link, and what the run knows from now on. */
export interface Taken {
  readonly change: StoredChange;
  readonly run: Run;
}

/** A link in hand, with the platform that it is to be brought to. */
export interface InHand extends Opened {
  readonly link: StoredLink;
  readonly run: Run;
  readonly connectionId: Id<'pcon'>;
  /** Stores a mark before a call; the link after it, or undefined when the lease was lost. */
  readonly mark: (change: StoredChange) => Promise<StoredLink | undefined>;
}

/** Takes one step towards the wanted state: one call of the platform's client. */
@Injectable()
export class TakeStep {
  constructor(
    private readonly findUsableAccounts: FindUsableAccounts,
    private readonly waitingLeads: WaitingLeads,
    private readonly clock: Clock,
  ) {}

  async execute(action: Exclude<Action, 'rest'>, inHand: InHand): Promise<Taken> {
    try {
      return await this.take(action, inHand);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return this.afterFailure(action, inHand, error);
    }
  }

  private take(action: Exclude<Action, 'rest'>, inHand: InHand): Promise<Taken> {
    switch (action) {
      case 'create':
        return this.create(inHand);
      case 'find':
        return this.find(inHand);
      case 'mirror':
        return this.mirror(inHand);
      case 'observe':
        return this.observe(inHand);
      case 'activate':
      case 'pause':
      case 'stop':
        return this.command(action, inHand);
    }
  }

  /** Marked before: a creation whose answer is lost is looked up and not repeated. */
  private async create(inHand: InHand): Promise<Taken> {
    const { client, call, link, run, mark } = inHand;
    const plan = await this.planOf(inHand);
    if (plan.accounts.length === 0) return { change: noAccounts(link, this.clock.now()), run };
    const marked = await mark({ createStartedAt: this.clock.now() });
    const isStillWanted = marked?.version === link.version;
    const platformCampaignId = isStillWanted ? await client.createCampaign(call, plan) : null;
    return { change: { platformCampaignId, createStartedAt: null }, run };
  }

  private async find({ client, call, link, run }: InHand): Promise<Taken> {
    const platformCampaignId = await client.findCampaign(call, link.campaignId);
    const change =
      platformCampaignId === null
        ? notFound(link, this.clock.now())
        : { platformCampaignId, createStartedAt: null };
    return { change, run: { ...run, sought: true } };
  }

  /** A plan that was told and read back before is not told again. */
  private async mirror(inHand: InHand): Promise<Taken> {
    const { client, call, link, run } = inHand;
    const { version } = link;
    const plan = await this.planOf(inHand);
    if (plan.accounts.length === 0) return this.withoutAccounts(inHand);
    if (link.readBack !== null && isDeepStrictEqual(plan, link.mirroredPlan))
      return { change: { mirroredVersion: version }, run: { ...run, planned: true } };

    await client.applyPlan(call, idOf(link), plan);
    const change = { mirroredVersion: version, mirroredPlan: plan, readBack: null, confirmed: false };
    return { change, run: { ...run, planned: true, commanded: null, looked: false } };
  }

  /** The platform goes on with the accounts that it has: so it pauses until one may send again. */
  private async withoutAccounts({ client, call, link, run }: InHand): Promise<Taken> {
    const isSending = link.observed === 'active' || link.confirmed;
    if (isSending) await client.pause(call, idOf(link));
    return {
      change: { ...noAccounts(link, this.clock.now()), ...(isSending && { observed: 'paused' }) },
      run,
    };
  }

  private async command(
    action: 'activate' | 'pause' | 'stop',
    { client, call, link, run }: InHand,
  ): Promise<Taken> {
    await client[action](call, idOf(link));
    return { change: {}, run: { ...run, commanded: link.wanted, looked: false } };
  }

  private async observe({ client, call, link, run }: InHand): Promise<Taken> {
    const campaign = await client.observe(call, idOf(link));
    const hasLeads = campaign?.state === 'completed' && (await this.waitingLeads.hasUnsent(link.campaignId));
    const change = lookedAt(link, { campaign, hasLeads, at: this.clock.now(), random: Math.random() });
    // A difference that we repair begins from the start.
    const isToRepair = link.confirmed && change.confirmed === false && change.waitsFor === undefined;
    return { change, run: isToRepair || change.readBack === null ? NEW_RUN : { ...run, looked: true } };
  }

  /** A campaign that the platform does not know any more was deleted there, if it does not show it either. */
  private async afterFailure(action: Action, inHand: InHand, error: PlatformError): Promise<Taken> {
    const { link, run } = inHand;
    const isGone = error.kind === 'not_found' && action !== 'observe' && link.platformCampaignId !== null;
    const seen = isGone ? await this.execute('observe', inHand) : undefined;
    if (seen?.change.observed === 'missing') return seen;
    const circumstances = { now: this.clock.now(), random: Math.random() };
    return { change: failed(link, action, error, circumstances), run };
  }

  private async planOf({ link, connectionId }: InHand) {
    const { campaign, steps, workspaceId } = link;
    const { accounts } = await this.findUsableAccounts.execute({
      workspaceId,
      connectionId,
      accountIds: campaign.sending_account_ids,
      minHealthScore: campaign.min_health_score,
    });
    return planOf(campaign, steps, accounts);
  }
}

function idOf({ campaignId, platformCampaignId }: StoredLink): string {
  if (platformCampaignId === null) throw new Error(`${campaignId} has no campaign at its platform yet`);
  return platformCampaignId;
}
