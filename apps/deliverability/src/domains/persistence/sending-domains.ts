import { Injectable } from '@nestjs/common';
import type { ListSendingDomains, RequestOf } from '#contracts';
import { Database, type Transaction } from '#database';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import type { SendingAccount } from '../../accounts/domain/sending-account.js';
import { AccountDomains } from '../../accounts/index.js';
import type { SendingDomain } from '../domain/sending-domain.js';
import { ADD_MISSING, CLAIM_DUE, NAMED, PAGE, SEE } from './sending-domains.sql.js';

/** A check that ended with its process is repeated after this time. */
const LEASE_MS = 120_000;
const CLAIMED_AT_ONCE = 20;

type SendingDomainRow = Omit<SendingDomain, 'id' | 'workspace_id'> & {
  readonly id: string;
  readonly workspace_id: string;
};

/** The domains that accounts send from, one row for each workspace and domain. */
@Injectable()
export class SendingDomains extends AccountDomains {
  constructor(private readonly database: Database) {
    super();
  }

  /** Has the domains of new or changed accounts checked at once. */
  async see(tx: Transaction, accounts: readonly SendingAccount[]): Promise<void> {
    const rows = accounts.map(({ email, workspace_id, created_at, updated_at, warmup_started_at }) => ({
      id: uuidOf(newId('dom')),
      workspace_id: uuidOf(workspace_id),
      domain: email.slice(email.lastIndexOf('@') + 1).toLowerCase(),
      first_seen_at: new Date(Math.min(Number(created_at), Number(warmup_started_at ?? created_at))),
      next_check_at: updated_at,
    }));
    await tx.query(SEE, [JSON.stringify(rows)]);
  }

  async addMissing(now: Date): Promise<void> {
    await this.database.query(ADD_MISSING, [now]);
  }

  /** Domains that are due, oldest first. Each is claimed by one process. */
  async claimDue(now: Date): Promise<SendingDomain[]> {
    const retry = new Date(now.getTime() + LEASE_MS);
    return domainsOf(await this.database.query<SendingDomainRow>(CLAIM_DUE, [now, retry, CLAIMED_AT_ONCE]));
  }

  /** Newest first; one row more than a page tells whether there is a next page. */
  async page(query: RequestOf<typeof ListSendingDomains>): Promise<SendingDomain[]> {
    const { workspace_id, cursor, page_size } = query;
    const params = [uuidOf(workspace_id), uuidIn(cursor, 'dom'), page_size + 1];
    return domainsOf(await this.database.query<SendingDomainRow>(PAGE, params));
  }

  /** Domains that no account of the workspace ever sent from are absent. */
  async named(workspaceId: Id<'ws'>, domains: readonly string[]): Promise<SendingDomain[]> {
    return domainsOf(await this.database.query<SendingDomainRow>(NAMED, [uuidOf(workspaceId), domains]));
  }
}

const domainsOf = (rows: readonly SendingDomainRow[]): SendingDomain[] =>
  rows.map(({ id, workspace_id, ...own }) => ({
    ...own,
    id: idOf('dom', id),
    workspace_id: idOf('ws', workspace_id),
  }));
