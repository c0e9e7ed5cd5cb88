import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import type { SendingAccount } from '../../accounts/domain/sending-account.js';
import {
  accountChangedEvents,
  accountOf,
  AccountRamp,
  type SendingAccountRow,
} from '../../accounts/index.js';
import { warmupStage } from '../../health/domain/warmup-stage.js';
import { rampLimit, rampSteps } from '../domain/warmup-ramp.js';
import { CHANGE_LIMITS, RAMP_APPLIES } from './ramp-limits.sql.js';

/** The daily ceilings of accounts that still warm up. */
@Injectable()
export class RampLimits extends AccountRamp {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  /** The account with the ceiling of its stage. */
  async limited(tx: Transaction, account: SendingAccount): Promise<SendingAccount> {
    const [ramp] = await tx.query<{ applies: boolean }>(RAMP_APPLIES, [uuidOf(account.workspace_id)]);
    const { warmup_started_at: startedAt, cumulative_sends: sends, reputation } = account;
    const stage = warmupStage({ startedAt, sends, reputation }, account.updated_at);
    return { ...account, ramp_limit: ramp?.applies === false ? null : rampLimit(stage) };
  }

  /** Publishes up to `limit` accounts whose ceiling has changed since; resolves with their number. */
  refresh(limit: number, now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const params = [now, JSON.stringify(rampSteps(now)), limit];
      const changed = await tx.query<SendingAccountRow>(CHANGE_LIMITS, params);
      await this.outbox.add(tx, accountChangedEvents(changed.map(accountOf)));
      return changed.length;
    });
  }
}
