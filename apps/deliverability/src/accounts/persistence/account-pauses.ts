import { Injectable } from '@nestjs/common';
import { Outbox, type Transaction } from '#database';
import { idOf, type Id } from '#kernel';
import { accountChangedEvents } from '../events/sending-account-events.js';
import { accountOf, type SendingAccountRow } from './sending-account.row.js';

/** $1 the pauses, $2 now. An account that a person or its server took out of service meanwhile stays as it is. */
const PAUSE = `
  update sending_account account
  set status = 'paused', status_reason = paused.reason, version = account.version + 1, updated_at = $2
  from jsonb_to_recordset($1) as paused (account_id uuid, reason text)
  where account.id = paused.account_id and account.status = 'active' and account.deleted_at is null
  returning account.*`;

interface Pause {
  /** A uuid. */
  readonly account_id: string;
  /** For people: the figures that paused it. */
  readonly reason: string;
}

/** Accounts that their figures take out of service. */
@Injectable()
export class AccountPauses {
  constructor(private readonly outbox: Outbox) {}

  /** Pauses the active ones among the accounts and publishes it; resolves with them. */
  async pause(tx: Transaction, pauses: readonly Pause[], now: Date): Promise<Set<Id<'ea'>>> {
    if (pauses.length === 0) return new Set();
    const rows = await tx.query<SendingAccountRow>(PAUSE, [JSON.stringify(pauses), now]);
    await this.outbox.add(tx, accountChangedEvents(rows.map(accountOf)));
    return new Set(rows.map(({ id }) => idOf('ea', id)));
  }
}
