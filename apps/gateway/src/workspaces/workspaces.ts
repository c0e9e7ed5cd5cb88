import { Injectable } from '@nestjs/common';
import type { WorkspaceChanges, WorkspaceId } from '#contracts';
import { Database, Outbox, violatedConstraint, type Queryable, type Transaction } from '#database';
import { Clock, idOf, notFound, uuidOf, validationError } from '#kernel';
import { AuditLog, type AuditEntry } from '../audit-log/audit-log.js';
import type { Author } from '../audit-log/author.js';
import { PublicHost } from './public-host.js';
import { workspaceChanged } from './workspace-events.js';
import type { Workspace } from './workspace.view.js';
import { GET, PUT_DOMAIN, REMOVE_DOMAIN, UPDATE } from './workspaces.sql.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly footer: string | null;
  readonly postal_address: string | null;
  readonly version: number;
  readonly created_at: Date;
  readonly domain: string | null;
  readonly status: 'pending' | 'active' | 'failed' | null;
  readonly problem: string | null;
  readonly checked_at: Date | null;
}

@Injectable()
export class Workspaces {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly host: PublicHost,
    private readonly clock: Clock,
  ) {}

  async get(id: WorkspaceId): Promise<Workspace> {
    return this.viewOf(await rowOf(this.database, id));
  }

  /** @throws DomainError `not_found`, `validation_error` for a domain of this API or of another workspace */
  async update(id: WorkspaceId, changes: WorkspaceChanges, author: Author): Promise<Workspace> {
    const { tracking_domain: domain, ...fields } = changes;
    if (typeof domain === 'string') this.host.checkTrackingDomain(domain);
    return this.database.transaction(async (tx) => {
      await tx.query(UPDATE, [uuidOf(id), JSON.stringify(fields)]);
      if (domain !== undefined) await this.putDomain(tx, id, domain);
      await this.audit.add(entryOf(id, changes, author, this.clock.now()), tx);
      return this.viewOf(await this.publish(tx, id));
    });
  }

  /** Tells the other services of a workspace that was created or changed in this transaction. */
  async publish(tx: Transaction, id: WorkspaceId): Promise<Row> {
    const row = await rowOf(tx, id);
    const settings = {
      id,
      version: row.version,
      footer: row.footer,
      postalAddress: row.postal_address,
      trackingDomain: row.status === 'active' ? row.domain : null,
    };
    await this.outbox.add(tx, workspaceChanged(settings, this.clock.now()));
    return row;
  }

  private async putDomain(tx: Transaction, id: WorkspaceId, domain: string | null): Promise<void> {
    if (domain === null) {
      await tx.query(REMOVE_DOMAIN, [uuidOf(id)]);
      return;
    }
    try {
      await tx.query(PUT_DOMAIN, [uuidOf(id), domain, this.clock.now()]);
    } catch (error) {
      throw violatedConstraint(error) === DOMAIN_KEY ? taken() : error;
    }
  }

  private viewOf(row: Row): Workspace {
    const { name, time_zone, footer, postal_address } = row;
    return {
      id: idOf('ws', row.id),
      name,
      time_zone,
      footer,
      postal_address,
      tracking_domain: row.domain,
      tracking_domain_status: row.status ?? 'unset',
      tracking_domain_target: this.host.name,
      tracking_domain_checked_at: row.checked_at?.toISOString() ?? null,
      tracking_domain_problem: row.problem,
      created_at: row.created_at.toISOString(),
    };
  }
}

async function rowOf(on: Queryable, id: WorkspaceId): Promise<Row> {
  const [row] = await on.query<Row>(GET, [uuidOf(id)]);
  if (row === undefined) throw notFound('workspace', id);
  return row;
}

const entryOf = (
  workspaceId: WorkspaceId,
  changes: WorkspaceChanges,
  author: Author,
  at: Date,
): AuditEntry => ({
  workspaceId,
  action: 'workspace.changed',
  author,
  target: { type: 'workspace', id: workspaceId },
  at,
  details: { fields: Object.keys(changes) },
});

const DOMAIN_KEY = 'tracking_domain_domain_key';

const taken = () =>
  validationError([
    { field: 'tracking_domain', code: 'duplicate', message: 'is the tracking domain of another workspace' },
  ]);
