import { Injectable } from '@nestjs/common';
import { Database } from '#database';

export interface Waiting {
  /** A campaign has something to do. */
  readonly enrolling: boolean;
  /** A changed contact waits to be matched. */
  readonly matching: boolean;
}

const FIND = `
  select
    exists (select from campaign_replica where wake_at <= $1) as enrolling,
    exists (select from changed_contact) as matching`;

/** Finds with one statement what another replica left behind, or what time has made due. */
@Injectable()
export class WaitingWork {
  constructor(private readonly database: Database) {}

  async find(now: Date): Promise<Waiting> {
    const [row] = await this.database.query<Waiting>(FIND, [now]);
    if (row === undefined) throw new Error('a select without from answers one row');
    return row;
  }
}
