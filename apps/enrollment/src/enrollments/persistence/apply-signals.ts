import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { Clock, idOf, uuidOf } from '#kernel';
import type { Postponement } from '../domain/postponement.js';
import { effectsOf, type Signal, type SignalFacts } from '../domain/signal.js';
import { POSTPONE, SIGNAL_FACTS } from './apply-signals.sql.js';
import { EndEnrollments } from './end-enrollments.js';
import { FinishedEnrollments } from './finished-enrollments.js';
import { RepliedDomains } from './replied-domains.js';

type Uuids = Record<'enrollment_id' | 'workspace_id' | 'campaign_id', string>;
type FactsRow = Omit<SignalFacts, keyof Uuids> & Uuids;

/** Stops or postpones those who have reacted. Whatever order or repetition signals come in, the result is the same. */
@Injectable()
export class ApplySignals {
  constructor(
    private readonly database: Database,
    private readonly endEnrollments: EndEnrollments,
    private readonly finished: FinishedEnrollments,
    private readonly repliedDomains: RepliedDomains,
    private readonly clock: Clock,
  ) {}

  /** Answers whether colleagues are to be stopped, which happens page by page afterwards. */
  async execute(signals: readonly Signal[]): Promise<{ readonly colleagues: boolean }> {
    return this.database.transaction(async (tx) => {
      const facts = await factsOf(tx, signals);
      const effects = signals.flatMap((signal) => {
        const known = facts.get(keyOf(signal));
        return known === undefined ? [] : [effectsOf(signal, known)];
      });
      const domains = effects.flatMap((each) => each.domains);
      await this.repliedDomains.add(tx, domains);
      await postpone(
        tx,
        effects.flatMap(({ postponements }) => postponements),
      );
      const ended = await this.endEnrollments.execute(
        tx,
        effects.flatMap(({ ends }) => ends),
      );
      await this.finished.settle(tx, ended, this.clock.now());
      return { colleagues: domains.length > 0 };
    });
  }
}

const keyOf = ({ enrollment_id, workspace_id }: Pick<Signal, 'enrollment_id' | 'workspace_id'>): string =>
  `${workspace_id} ${enrollment_id}`;

async function factsOf(tx: Transaction, signals: readonly Signal[]): Promise<Map<string, SignalFacts>> {
  if (signals.length === 0) return new Map();
  const rows = await tx.query<FactsRow>(SIGNAL_FACTS, [
    signals.map(({ enrollment_id }) => uuidOf(enrollment_id)),
    signals.map(({ workspace_id }) => uuidOf(workspace_id)),
  ]);
  return new Map(rows.map(factsIn).map((facts) => [keyOf(facts), facts]));
}

const factsIn = (row: FactsRow): SignalFacts => ({
  ...row,
  enrollment_id: idOf('enr', row.enrollment_id),
  workspace_id: idOf('ws', row.workspace_id),
  campaign_id: idOf('camp', row.campaign_id),
});

async function postpone(tx: Transaction, postponements: readonly Postponement[]): Promise<void> {
  if (postponements.length === 0) return;
  const stored = postponements.map((each) => ({
    ...each,
    enrollment_id: uuidOf(each.enrollment_id),
    workspace_id: uuidOf(each.workspace_id),
  }));
  await tx.query(POSTPONE, [JSON.stringify(stored)]);
}
