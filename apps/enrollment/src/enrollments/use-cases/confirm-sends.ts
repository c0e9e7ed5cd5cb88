import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { refusalOf, type RefusalReason } from '../domain/send-refusal.js';
import { CampaignPlans } from '../../campaigns/persistence/campaign-replicas.js';
import { Enrollments, type AskedSend, type SendCandidateRow } from '../persistence/enrollments.js';

export interface Judgement {
  readonly candidate: SendCandidateRow;
  /** Undefined: the message may leave. */
  readonly refusal: RefusalReason | undefined;
}

/** Says of each send, just before its message leaves, whether it is still wanted. */
@Injectable()
export class JudgeSends {
  constructor(
    private readonly database: Database,
    private readonly enrollments: Enrollments,
    private readonly plans: CampaignPlans,
    private readonly clock: Clock,
  ) {}

  /** In the order in which they were asked for. */
  async execute(asked: readonly AskedSend[]): Promise<Judgement[]> {
    const candidates = await this.enrollments.candidates(asked);
    const judgements = candidates.map((candidate, place) => ({
      candidate,
      refusal: refusalOf(candidate, asked[place]?.stepNumber ?? 0),
    }));
    await this.removeUnwanted(judgements);
    return judgements;
  }

  /** A refused message has no outcome: an enrollment that waited for it would keep its campaign open for ever. */
  private async removeUnwanted(judgements: readonly Judgement[]): Promise<void> {
    const removals = judgements.flatMap(({ candidate: { enrollmentId: id }, refusal: reason }) =>
      id !== null && (reason === 'suppressed' || reason === 'contact_deleted') ? [{ id, reason }] : [],
    );
    if (removals.length === 0) return;

    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.plans.wakeFinished(tx, await this.enrollments.remove(tx, removals, now), now);
    });
  }
}
