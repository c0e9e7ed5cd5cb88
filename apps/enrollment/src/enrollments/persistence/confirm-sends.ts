import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import { refusalOf, type RefusalReason } from '../domain/send-refusal.js';
import { Enrollments, type SendCandidateRow, type SendToConfirm } from './enrollments.js';

export interface Confirmation {
  readonly candidate: SendCandidateRow;
  /** Undefined: the message may leave. */
  readonly refusal: RefusalReason | undefined;
}

/** The last check before a message leaves: is the send still wanted? */
@Injectable()
export class ConfirmSends {
  constructor(
    private readonly database: Database,
    private readonly enrollments: Enrollments,
    private readonly replicas: CampaignReplicas,
    private readonly clock: Clock,
  ) {}

  /** In the order of `sends`. */
  async execute(sends: readonly SendToConfirm[]): Promise<Confirmation[]> {
    const candidates = await this.enrollments.candidates(sends);
    const confirmations = candidates.map((candidate, place) => ({
      candidate,
      refusal: refusalOf(candidate, sends[place]?.stepNumber ?? 0),
    }));
    await this.removeUnwanted(confirmations);
    return confirmations;
  }

  /** A refused send has no outcome: an enrollment that awaits it would keep its campaign open for ever. */
  private async removeUnwanted(confirmations: readonly Confirmation[]): Promise<void> {
    const removals = confirmations.flatMap(({ candidate: { enrollmentId: id }, refusal: reason }) =>
      id !== null && (reason === 'suppressed' || reason === 'contact_deleted') ? [{ id, reason }] : [],
    );
    if (removals.length === 0) return;

    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      await this.replicas.wakeFinished(tx, await this.enrollments.remove(tx, removals, now), now);
    });
  }
}
