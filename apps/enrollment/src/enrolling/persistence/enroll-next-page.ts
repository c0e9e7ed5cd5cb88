import { Injectable } from '@nestjs/common';
import { EnrollmentsExhausted, type StepSchedule } from '#contracts';
import { Database, Outbox, type OutboxMessage, type Transaction } from '#database';
import { Clock, isUnavailable, type Id } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import { inSpan, inTrace, Metrics } from '#telemetry';
import {
  afterPage,
  beginWork,
  isExhausted,
  outOfLostTime,
  pageLimit,
  throughLostTime,
  wakeAfterEnd,
  wakeAfterPage,
} from '../../campaigns/domain/enrolling.js';
import { CampaignReplicas, type CampaignReplica } from '../../campaigns/index.js';
import { dueEvents, startedEvents } from '../../enrollments/index.js';
import { EnrollPages, type EnrolledContact } from './enroll-pages.js';

/** A claimed campaign, with the step that a contact starts with. */
interface Work {
  readonly tx: Transaction;
  readonly replica: CampaignReplica;
  readonly first: StepSchedule;
  /** Within a lost time an instant of it. */
  readonly now: Date;
}

/** The rest of a campaign whose page has failed: as the oldest one that is due, it would else keep all others waiting. */
const FAILED_REST_MS = 10_000;

const PAGE = { service: 'enrollment', name: 'enroll page' };

const optionsOf = ({ replica, first, now }: Work) => ({
  limit: pageLimit(replica),
  delayMs: first.delay_ms,
  now,
});

/**
 * Takes one campaign that has something to do one page further: contacts, quota, place of the scan and events in one
 * transaction, so that a crash repeats or misses nobody. 100,000 contacts are 20 pages of 7 statements and 260 ms each
 * (PostgreSQL 18 on 2 cores), and a fifth more to publish each enrollment; the process holds one page at a time.
 */
@Injectable()
export class EnrollNextPage {
  private readonly total;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly replicas: CampaignReplicas,
    private readonly pages: EnrollPages,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.total = metrics.counter({
      name: 'nimbus_enrollments_started_total',
      help: 'Enrollments that started',
    });
  }

  /** `idle` when no campaign has anything to do now. */
  async execute(): Promise<'more' | 'idle'> {
    let campaignId: Id<'camp'> | undefined;
    try {
      return await this.database.transaction(async (tx) => {
        const claimed = await this.replicas.claimDue(tx, this.clock.now());
        campaignId = claimed?.campaign_id;
        if (claimed === undefined) return 'idle';
        await this.takeFurther(tx, claimed);
        return 'more';
      });
    } catch (error) {
      if (campaignId !== undefined && !isUnavailable(error)) await this.rest(campaignId);
      throw error;
    }
  }

  private rest(campaignId: Id<'camp'>): Promise<void> {
    const now = this.clock.now();
    return this.replicas.delay(campaignId, now, new Date(now.getTime() + FAILED_REST_MS));
  }

  private async takeFurther(tx: Transaction, claimed: CampaignReplica): Promise<void> {
    const now = claimed.lost?.at ?? this.clock.now();
    const replica = beginWork(claimed, now);
    const first = replica.steps.find((step) => step.step_number === 1);
    if (first === undefined) await this.replicas.save(tx, replica, null);
    else await inTrace(claimed.traceparent, () => inSpan(PAGE, () => this.goOn({ tx, replica, first, now })));
  }

  /** Those who were named come first, then contacts that changed behind the scan, then those that are ahead of it. */
  private async goOn(work: Work): Promise<void> {
    if (await this.startPending(work)) return;
    if (work.replica.has_candidates) await this.enrollCandidates(work);
    else if (work.replica.scan.done) await this.conclude(work);
    else await this.enrollPage(work);
  }

  /** False when nobody waits. */
  private async startPending(work: Work): Promise<boolean> {
    const { tx, replica, now } = work;
    const { waiting, looked, contacts } = await this.pages.startPending(tx, replica, optionsOf(work));
    if (!waiting) return false;
    const next = { ...replica, started_today: replica.started_today + contacts.length };
    await this.outbox.add(tx, firstStepsDue(work, contacts));
    tx.afterCommit(() => this.total.inc(contacts.length));
    await this.save(tx, next, looked > 0 ? now : replica.day_resets_at);
    return true;
  }

  private async enrollCandidates(work: Work): Promise<void> {
    const { tx, replica, now } = work;
    const batch = await this.pages.enrollCandidates(tx, replica, optionsOf(work));
    const next = { ...replica, started_today: replica.started_today + batch.contacts.length };
    await this.outbox.add(tx, enrolledMessages(work, batch.contacts));
    tx.afterCommit(() => this.total.inc(batch.contacts.length));
    await this.save(tx, next, wakeAfterPage(next, batch, now));
  }

  private async enrollPage(work: Work): Promise<void> {
    const { tx, replica, now } = work;
    const page = await this.pages.enrollPage(tx, replica, optionsOf(work));
    const next = afterPage(replica, page);
    await this.outbox.add(tx, enrolledMessages(work, page.contacts));
    tx.afterCommit(() => this.total.inc(page.contacts.length));
    await this.save(tx, next, wakeAfterPage(next, page, now));
  }

  /** The scan is done. Publishes the end when nobody is under way either; else the last outcome wakes the campaign. */
  private async conclude({ tx, replica, now }: Work): Promise<void> {
    const remainder = await this.pages.remainder(tx, replica);
    const exhausted = isExhausted(replica, remainder);
    if (exhausted) await this.outbox.add(tx, exhaustedMessages(replica, now));

    const next = exhausted ? { ...replica, exhausted_published_version: replica.version } : replica;
    const wakeAt = wakeAfterEnd(replica, remainder, this.clock.now());
    await this.replicas.save(tx, outOfLostTime(next, remainder), wakeAt);
  }

  private save(tx: Transaction, replica: CampaignReplica, wakeAt: Date | null): Promise<void> {
    return this.replicas.save(tx, throughLostTime(replica, wakeAt), wakeAt);
  }
}

/** The first steps come first: somebody waits for them. */
function enrolledMessages(work: Work, enrollments: readonly EnrolledContact[]): OutboxMessage[] {
  const { workspace_id: workspaceId, campaign_id: campaignId } = work.replica;
  return [
    ...firstStepsDue(work, enrollments),
    ...startedEvents({ workspaceId, campaignId, at: work.now, enrollments }),
  ];
}

/** Nothing where the first step has a delay: it is found when its time comes. */
function firstStepsDue({ replica, first, now }: Work, started: readonly EnrolledContact[]): OutboxMessage[] {
  if (first.delay_ms > 0) return [];
  const { workspace_id, campaign_id, delegated } = replica;
  const { step_id, step_number } = first;
  const steps = started.map(({ id, ...contact }) => ({
    ...contact,
    enrollment_id: id,
    workspace_id,
    campaign_id,
    delegated,
    step_id,
    step_number,
    due_at: now,
  }));
  return dueEvents(steps, now);
}

const exhaustedMessages = (
  { workspace_id: workspaceId, campaign_id, version }: CampaignReplica,
  time: Date,
): OutboxMessage[] => {
  const data = { campaign_id, version };
  const event = makeEvent(EnrollmentsExhausted, { service: 'enrollment', workspaceId, time, data });
  return toMessages(EnrollmentsExhausted, [event]);
};
