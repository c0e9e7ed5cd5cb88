import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { idOf, uuidOf } from '#kernel';
import { AccountPauses } from '../../accounts/index.js';
import { AccountWatch } from '../../health/index.js';
import { alertsOf, brokenRulesOf, messageOf, pauseOf, type WatchedAccount } from '../domain/account-pause.js';
import { windowStart } from '../domain/auto-pause.js';
import { SUSPECTS, TOLERATE_LESS } from './account-watches.sql.js';
import { DeliverabilityEvents } from './deliverability-events.js';

type SuspectRow = Omit<WatchedAccount, 'id' | 'workspace_id'> & {
  readonly id: string;
  readonly workspace_id: string;
};

/** Pauses accounts that bounce too much or fail authentication, or raises an alert, as the policy of their workspace wants. */
@Injectable()
export class AccountWatches extends AccountWatch {
  constructor(
    private readonly pauses: AccountPauses,
    private readonly events: DeliverabilityEvents,
  ) {
    super();
  }

  async check(tx: Transaction, accountIds: readonly string[], now: Date): Promise<void> {
    await tx.query(TOLERATE_LESS, [accountIds]);
    const rows = await tx.query<SuspectRow>(SUSPECTS, [accountIds, windowStart(now)]);
    const broken = rows.map(suspectOf).filter((account) => brokenRulesOf(account).length > 0);
    if (broken.length === 0) return;

    const automated = broken.filter(({ mode }) => mode === 'automated');
    const paused = await this.pauses.pause(tx, automated.map(pausedRow), now);
    const pauses = automated.filter(({ id }) => paused.has(id)).map((account) => pauseOf(account, now));
    const alerts = broken
      .filter(({ mode }) => mode === 'supervised')
      .flatMap((account) => alertsOf(account, now));
    await this.events.add(tx, [...pauses, ...alerts]);
  }
}

const pausedRow = (account: WatchedAccount) => ({
  account_id: uuidOf(account.id),
  reason: messageOf(brokenRulesOf(account)),
});

const suspectOf = ({ id, workspace_id, ...row }: SuspectRow): WatchedAccount => ({
  ...row,
  id: idOf('ea', id),
  workspace_id: idOf('ws', workspace_id),
});
