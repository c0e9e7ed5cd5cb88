import { Injectable, Logger } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import type { PushResult } from '../../clients/domain/campaign-plan.js';
import { PlatformError } from '../../clients/platform-error.js';
import { ConnectionCalls, Connections, type Opened } from '../../connections/index.js';
import { MAX_ATTEMPTS, nextAttempt, type Fate, type PushClaim } from '../domain/claimed-lead.js';
import { doubt, fateOf, resultOf } from '../domain/fate-of.js';
import { PushClaims } from '../persistence/push-claims.js';
import { Rests } from './rests.js';
import { WriteLeads, type Written } from './write-leads.js';

type Fates = Map<Id<'enr'>, Fate>;

/** Leads that go in one request, and the fates of all leads of their claim. */
interface Part {
  readonly leads: readonly Written[];
  readonly fates: Fates;
}

/** A request that platforms take whole, with their texts in memory twice. */
const MAX_REQUEST_CHARACTERS = 4_000_000;

const RELEASED: Fate = { kind: 'released' };

/** Pushes the leads of one claim. Each gets a fate, whatever happens. */
@Injectable()
export class PushLeads {
  private readonly logger = new Logger(PushLeads.name);

  constructor(
    private readonly claims: PushClaims,
    private readonly connections: Connections,
    private readonly calls: ConnectionCalls,
    private readonly writeLeads: WriteLeads,
    private readonly rests: Rests,
    private readonly clock: Clock,
  ) {}

  async execute(claim: PushClaim): Promise<void> {
    const fates: Fates = new Map(claim.leads.map(({ enrollmentId }) => [enrollmentId, RELEASED]));
    try {
      await this.push(claim, fates);
    } catch (error) {
      this.rests.restCampaign(claim.campaignId);
      this.logger.warn(`leads of ${claim.campaignId} wait: ${String(error)}`);
    }
    await this.claims.record(claim, fates);
  }

  /** Sets the fates that it finds out; the others are released. */
  private async push(claim: PushClaim, fates: Fates): Promise<void> {
    const opened = await this.open(claim);
    const { written, fates: others } = await this.writeLeads.execute(claim);
    for (const [enrollment, fate] of others) fates.set(enrollment, fate);
    const batch = inOneRequest(written);
    const started = await this.claims.start(claim, batch);
    const leads = batch.filter(({ enrollmentId }) => started.has(enrollmentId));
    // From here on a lead without an answer is in doubt.
    for (const { enrollmentId } of leads)
      fates.set(enrollmentId, doubt('push_interrupted', 'the push has no answer', this.clock.now()));
    await this.pushPart(claim, opened, { leads, fates });
    this.letRejectedWait(leads, fates);
  }

  private async open({ connectionId }: PushClaim): Promise<Opened> {
    const [connection] = await this.connections.named([connectionId]);
    if (connection === undefined) throw new Error('its connection is gone');
    return this.calls.open(connection);
  }

  /** A refusal of the whole request may be caused by one lead: its halves tell whose it is. */
  private async pushPart(claim: PushClaim, opened: Opened, part: Part): Promise<void> {
    const { leads, fates } = part;
    if (leads.length === 0) return;
    try {
      const { client, call } = opened;
      const toPush = leads.map((lead) => lead.toPush);
      this.note(claim, part, await client.pushLeads(call, claim.platformCampaignId, toPush));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (error.kind !== 'rejected' || error.doubtful || leads.length === 1) {
        const ofAll = resultOf(error);
        this.note(
          claim,
          part,
          leads.map(() => ofAll),
        );
        return;
      }
      const half = Math.ceil(leads.length / 2);
      await this.pushPart(claim, opened, { leads: leads.slice(0, half), fates });
      await this.pushPart(claim, opened, { leads: leads.slice(half), fates });
    }
  }

  private note(
    { connectionId, campaignId }: PushClaim,
    { leads, fates }: Part,
    results: readonly PushResult[],
  ): void {
    for (const [place, { enrollmentId, fact }] of leads.entries()) {
      const result = results[place];
      if (result !== undefined) fates.set(enrollmentId, fateOf(result, fact, this.clock.now()));
    }
    // Failures in a row count, so those before a lead that was taken do not.
    if (results.some(({ kind }) => kind === 'pushed' || kind === 'refused'))
      this.rests.afterSuccess(connectionId, campaignId);
    const failure = results.flatMap((result) => ('failure' in result ? [result.failure] : []))[0];
    if (failure?.kind === 'rate_limited' || failure?.kind === 'unavailable')
      this.rests.afterFailure(connectionId, failure);
    else if (failure !== undefined) this.rests.restCampaign(campaignId);
  }

  /**
   * Where the platform took none of the leads, its refusal may be about the campaign, such as a used up plan: they are tried
   * again, each with a pause of its own.
   */
  private letRejectedWait(leads: readonly Written[], fates: Fates): void {
    if (leads.some(({ enrollmentId }) => fates.get(enrollmentId)?.kind === 'pushed')) return;
    const now = this.clock.now();
    for (const { enrollmentId, attempts } of leads) {
      const fate = fates.get(enrollmentId);
      if (fate?.kind !== 'refused' || fate.code !== 'platform_rejected' || attempts >= MAX_ATTEMPTS) continue;
      const { code, message } = fate;
      fates.set(enrollmentId, {
        kind: 'released',
        nextAttemptAt: nextAttempt(attempts, now),
        failure: { code, message },
      });
    }
  }
}

/** The first leads whose texts fit into one request; one at least. */
function inOneRequest(leads: readonly Written[]): readonly Written[] {
  let characters = 0;
  const end = leads.findIndex(({ toPush }) => {
    characters += Object.values(toPush.variables).reduce((sum, text) => sum + text.length, 0);
    return characters > MAX_REQUEST_CHARACTERS;
  });
  return end < 0 ? leads : leads.slice(0, Math.max(1, end));
}
