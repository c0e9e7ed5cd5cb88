import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '#database';
import { DomainError, unavailable, type Id } from '#kernel';
import { isCostly } from '../../segments/domain/segment-bounds.js';
import type { SegmentMembers } from './contact-filter.sql.js';

/** Connections of the pool that these statements may hold; everybody else has the others. */
const AT_A_TIME = 2;
const MAX_WAITING = 100;
const TIMEOUT_MS = 3_000;
const CANCELED = '57014';

interface Waiting {
  readonly workspaceId: string;
  readonly start: () => void;
}

/** Whether a statement about the members of these segments may take seconds. */
export const areCostly = (segments: readonly SegmentMembers[]): boolean =>
  segments.some((members) => !('staticId' in members) && isCostly(members));

/**
 * Statements with regular expressions or many rules that no index serves. Two run at a time, one for each workspace, and
 * PostgreSQL cancels each after a few seconds: ten of one workspace would hold every connection of the pool for minutes.
 */
@Injectable()
export class CostlyQueries {
  private readonly running = new Set<string>();
  private readonly waiting: Waiting[] = [];

  constructor(private readonly database: Database) {}

  /** @throws DomainError `unavailable` when the statement takes too long, or too many others wait */
  async query<Row extends object>(
    workspaceId: Id<'ws'>,
    { sql, values }: Statement,
    timeoutMs = TIMEOUT_MS,
  ): Promise<Row[]> {
    await this.turn(workspaceId);
    try {
      return await this.database.transaction(async (tx) => {
        await tx.query(`set local statement_timeout = ${timeoutMs}`);
        return tx.query<Row>(sql, values);
      });
    } catch (error) {
      throw isCanceled(error) ? tooSlow(error) : error;
    } finally {
      this.running.delete(workspaceId);
      this.startNext();
    }
  }

  private async turn(workspaceId: string): Promise<void> {
    if (this.mayStart(workspaceId)) {
      this.running.add(workspaceId);
      return;
    }
    if (this.waiting.length >= MAX_WAITING) throw tooSlow(undefined);
    await new Promise<void>((start) => this.waiting.push({ workspaceId, start }));
  }

  private mayStart(workspaceId: string): boolean {
    return this.running.size < AT_A_TIME && !this.running.has(workspaceId);
  }

  private startNext(): void {
    const place = this.waiting.findIndex(({ workspaceId }) => this.mayStart(workspaceId));
    const [next] = place === -1 ? [] : this.waiting.splice(place, 1);
    if (next === undefined) return;
    this.running.add(next.workspaceId);
    next.start();
  }
}

const tooSlow = (cause: unknown): DomainError =>
  unavailable('the rules of the segment take too long: it needs fewer regular expressions', cause);

function isCanceled(error: unknown): boolean {
  const driverError: unknown = Object(error).driverError;
  return Object(driverError).code === CANCELED;
}
