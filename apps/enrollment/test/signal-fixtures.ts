import { idOf, type Id } from '#kernel';
import type { Advance, Stop } from '../src/enrollments/domain/outcome.js';
import type { Signal } from '../src/enrollments/domain/signal.js';
import { aCampaign } from './campaign-fixtures.js';
import type { EnrollmentHarness } from './enrollment-harness.js';

export type Campaign = ReturnType<typeof aCampaign>;
export type Enrollment = Awaited<ReturnType<EnrollmentHarness['enrollmentsOf']>>[number];

/** A campaign whose contacts all await the outcome of the first step. */
export async function started(
  harness: EnrollmentHarness,
  contacts: number,
  changes: Parameters<typeof aCampaign>[0] = {},
): Promise<Campaign> {
  const campaign = aCampaign(changes);
  await harness.insertContacts(campaign.campaign.workspace_id, contacts);
  await harness.sync(campaign);
  await harness.enrollAll();
  return campaign;
}

interface Place {
  readonly enrollment_id: Id<'enr'>;
  readonly workspace_id: Id<'ws'>;
  readonly at: Date;
}

/** The signals and outcomes that one enrollment can get at `at`. */
export class Happenings {
  private readonly place: Place;

  constructor({ campaign }: Campaign, { id, email }: Enrollment, at: Date) {
    this.place = { enrollment_id: idOf('enr', id), workspace_id: campaign.workspace_id, at };
    this.email = email;
  }

  private readonly email: string;

  get replied(): Signal {
    return { ...this.place, kind: 'replied' };
  }

  get unsubscribed(): Signal {
    return { ...this.place, kind: 'unsubscribed', reason: 'unsubscribed' };
  }

  get complained(): Signal {
    return { ...this.place, kind: 'unsubscribed', reason: 'spam_complaint' };
  }

  away(returns_on: string | null): Signal {
    return { ...this.place, kind: 'out_of_office', returns_on };
  }

  sent(step_number: number, account: Id<'ea'>): Advance {
    return { ...this.place, step_number, sent_from: account };
  }

  get failed(): Stop {
    return { ...this.place, step_number: 1, status: 'failed', reason: 'gave_up', dead_address: null };
  }

  get hardBounced(): Stop {
    return { ...this.softBounced, reason: 'hard_bounce', dead_address: this.email };
  }

  get softBounced(): Stop {
    return { ...this.place, step_number: 1, status: 'bounced', reason: 'soft_bounce', dead_address: null };
  }
}
