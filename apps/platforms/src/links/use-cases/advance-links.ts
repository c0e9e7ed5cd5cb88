import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, isUnavailable, type Id } from '#kernel';
import { UnreadableSecret } from '#secrets';
import { ConnectionCalls, Connections, type Connection, type Opened } from '../../connections/index.js';
import { NEW_RUN, nextAction } from '../domain/next-action.js';
import { reconcileAt, retryAt } from '../domain/retry.js';
import { unconnected } from '../domain/unconnected.js';
import type { StoredLink } from '../persistence/link.row.js';
import { Links, type StoredChange } from '../persistence/links.js';
import { TakeStep, type InHand } from './take-step.js';

/** The longest way: creation, lookup, settings, start, a look, and a repair with another look. */
const MAX_STEPS = 12;

const UNREADABLE = 'no key of this installation opens its credentials: enter them again';

type BrokenConnection = Pick<Connection, 'reason'>;

/** Brings links, step by step, to the wanted state; each is in the hands of one process at a time. */
@Injectable()
export class AdvanceLinks {
  private readonly logger = new Logger(AdvanceLinks.name);
  private readonly holder = randomUUID();
  private readonly running = new Map<Id<'camp'>, Promise<void>>();
  private isStopping = false;

  constructor(
    private readonly links: Links,
    private readonly connections: Connections,
    private readonly calls: ConnectionCalls,
    private readonly takeStep: TakeStep,
    private readonly clock: Clock,
  ) {}

  /** Runs that have not ended. */
  get inHand(): number {
    return this.running.size;
  }

  /** Takes up due links, at most `limit`, and answers how many; their runs go on. */
  async takeUp(limit: number): Promise<number> {
    const claimed = await this.links.claim(this.holder, limit);
    for (const link of claimed) this.start(link);
    return claimed.length;
  }

  /** Takes up one link at once, where no other run has it; its run goes on. */
  async takeUpOne(campaignId: Id<'camp'>): Promise<void> {
    const link = await this.links.claimOne(this.holder, campaignId);
    if (link !== undefined) this.start(link);
  }

  async renewLeases(): Promise<void> {
    if (this.running.size > 0) await this.links.beat(this.holder);
  }

  /** Resolves after the steps that are being taken; the links go on in another process. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.running.values());
    await this.links.releaseAll(this.holder);
  }

  /** After an outage of the database the lease of a run that goes on may be taken up by its own process. */
  private start(link: StoredLink): void {
    const { campaignId } = link;
    if (this.running.has(campaignId)) return;
    this.running.set(
      campaignId,
      this.run(link).finally(() => this.running.delete(campaignId)),
    );
  }

  private async run(link: StoredLink): Promise<void> {
    try {
      await this.advance(link);
    } catch (error) {
      if (isUnavailable(error)) this.logger.warn(`the link of ${link.campaignId} waits: ${error.message}`);
      else this.logger.error(`the link of ${link.campaignId} failed`, error);
      await this.giveUp(link);
    }
  }

  /** The steps that were taken are stored; the lease ends by itself when the database is away. */
  private async giveUp(link: StoredLink): Promise<void> {
    try {
      await this.links.fail(this.holder, link, retryAt(link.attempts, this.clock.now(), Math.random()));
    } catch (error) {
      this.logger.warn(`the link of ${link.campaignId} is taken up when its lease has ended`, error);
    }
  }

  private async advance(claimed: StoredLink): Promise<void> {
    if (nextAction(claimed, NEW_RUN) === 'rest') return this.rest(claimed);
    const connection = await this.connectionOf(claimed);
    if (connection?.status !== 'working') return this.waitForConnection(claimed, connection);
    const opened = this.open(connection);
    if (opened === undefined) return this.waitForConnection(claimed, { reason: UNREADABLE });
    const link = await this.change(claimed, { connectionId: connection.id });
    if (link !== undefined) await this.walk(link, { ...opened, connectionId: connection.id });
  }

  private async waitForConnection(link: StoredLink, broken: BrokenConnection | undefined): Promise<void> {
    const change = unconnected(link, broken, this.clock.now());
    return this.wait(await this.change(link, change), change);
  }

  /** Undefined where no key opens its credentials: a person has to enter them again. */
  private open(connection: Connection): Opened | undefined {
    try {
      return this.calls.open(connection);
    } catch (error) {
      if (!(error instanceof UnreadableSecret)) throw error;
      this.logger.warn(error.message);
      return undefined;
    }
  }

  private async walk(
    begun: StoredLink,
    opened: Pick<InHand, 'client' | 'call' | 'connectionId'>,
  ): Promise<void> {
    let [link, run] = [begun, NEW_RUN];
    for (let steps = 0; steps < MAX_STEPS && !this.isStopping; steps += 1) {
      const action = nextAction(link, run);
      if (action === 'rest') return this.rest(link);
      const seen = link;
      const mark = (change: StoredChange) => this.change(seen, change);
      const inHand = { ...opened, link, run, mark };
      const taken = await this.takeStep.execute(action, inHand);
      const next = await this.change(link, taken.change);
      if (next === undefined) return;
      const isCurrent = next.version === link.version;
      if (isCurrent && taken.change.nextAttemptAt !== undefined) return this.wait(next, taken.change);
      [link, run] = [next, isCurrent ? taken.run : NEW_RUN];
    }
    await this.links.release(this.holder, link, this.clock.now());
  }

  /** The connection that created their campaign, else the one that serves ours. */
  private async connectionOf({ connectionId, ...link }: StoredLink): Promise<Connection | undefined> {
    const [own] = connectionId === null ? [] : await this.connections.named([connectionId]);
    if (own !== undefined) return own;
    const { workspaceId: workspace_id, platform, campaign } = link;
    return this.connections.serving({ workspace_id, platform, client_id: campaign.client_id });
  }

  private change(link: StoredLink, change: StoredChange): Promise<StoredLink | undefined> {
    return this.links.change(this.holder, link, change);
  }

  private async wait(link: StoredLink | undefined, { nextAttemptAt = null }: StoredChange): Promise<void> {
    if (link !== undefined) await this.links.release(this.holder, link, nextAttemptAt);
  }

  /** Where nothing is left to be told, the next look is at a campaign that somebody may change there. */
  private async rest(link: StoredLink): Promise<void> {
    const now = this.clock.now();
    if (link.platformCampaignId === null) {
      const nothing = { confirmed: true, confirmedAt: now, error: null, attempts: 0, nextAttemptAt: null };
      return this.wait(await this.change(link, nothing), nothing);
    }
    const isOver = link.wanted === 'stopped' && link.confirmed;
    await this.links.release(this.holder, link, isOver ? null : reconcileAt(now, Math.random()));
  }
}
