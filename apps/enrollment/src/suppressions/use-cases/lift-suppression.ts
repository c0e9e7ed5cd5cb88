import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { CampaignReplicas } from '../../campaigns/persistence/campaign-replicas.js';
import { ChangedContacts } from '../../contacts/persistence/changed-contacts.js';
import { Suppressions } from '../persistence/suppressions.js';

/**
 * Lifts a suppression, and has the workspace's campaigns look for whom it kept out: one contact, or of a domain any
 * number, for which they scan again.
 */
@Injectable()
export class LiftSuppression {
  constructor(
    private readonly database: Database,
    private readonly suppressions: Suppressions,
    private readonly plans: CampaignReplicas,
    private readonly changedContacts: ChangedContacts,
    private readonly clock: Clock,
  ) {}

  /** False when there is none. */
  execute(workspaceId: string, id: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const lifted = await this.suppressions.lift(tx, workspaceId, id);
      if (lifted === undefined) return false;
      if (lifted.kind === 'email') await this.changedContacts.noteAddress(tx, workspaceId, lifted.value);
      else await this.plans.scanAgain(tx, workspaceId, this.clock.now());
      return true;
    });
  }
}
